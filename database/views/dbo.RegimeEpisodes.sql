/* Purpose:    stretches of time that a machine spent in one regime without a gap in its readings.
   Contract:   the end is where the next stretch begins, or how long the last sample stood. Filter on EquipID and
               StartEntryDateTime: each stretch is found from its first sample forward. */
CREATE OR ALTER VIEW dbo.RegimeEpisodes
AS
SELECT
    s.EquipID,
    s.RunID,
    s.Timestamp                                                         AS StartEntryDateTime,
    DATEADD(MILLISECOND, CAST(1000.0E0 * (e.StepSeconds - FLOOR(e.StepSeconds)) AS int),
        DATEADD(SECOND, CAST(FLOOR(e.StepSeconds) AS int), e.Timestamp)) AS EndEntryDateTime,
    s.RegimeLabel                                                       AS StateID,
    CASE
        WHEN s.RegimeLabel IS NULL THEN N'not assigned'
        WHEN s.RegimeLabel < 0 THEN N'novel'
        ELSE CONCAT(N'regime ', s.RegimeLabel)
    END                                                                 AS Label,
    DATEDIFF_BIG(MILLISECOND, s.Timestamp, e.Timestamp) / 1000.0E0 + e.StepSeconds AS DurationSeconds
FROM dbo.ACM_HealthSteps AS s
CROSS APPLY
(
    SELECT TOP (1)
        x.Timestamp,
        x.StepSeconds
    FROM dbo.ACM_HealthSteps AS x
    WHERE x.EquipID = s.EquipID
    AND   x.Timestamp >= s.Timestamp
    AND   (x.NextTimestamp IS NULL OR COALESCE(x.NextRegimeLabel, -2) <> COALESCE(x.RegimeLabel, -2))
    ORDER BY
        x.Timestamp
) AS e
WHERE s.PreviousTimestamp IS NULL
OR    COALESCE(s.PreviousRegimeLabel, -2) <> COALESCE(s.RegimeLabel, -2);
GO
