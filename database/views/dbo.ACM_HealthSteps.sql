/* Purpose:    every sample that counts with its neighbours and how long it stood: what the views of dwell times,
               regimes and zones are made of.
   Contract:   StepSeconds is the time to the next sample. Where that is more than ten times the time since the sample
               before, readings are missing: the sample then stands as long as the one before it, and the two sides of
               the gap are no neighbours. The latest sample stands for no known time. Neighbours are found by seeks, so
               that a filter on EquipID and Timestamp bounds the cost. */
CREATE OR ALTER VIEW dbo.ACM_HealthSteps
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    t.HealthIndex,
    t.HealthStatus,
    t.FusedZ,
    t.OperatingState,
    t.RegimeLabel,
    t.IsAlarm,
    IIF(g.IsAfterGap = 1, NULL, p.Timestamp)    AS PreviousTimestamp,
    IIF(g.IsAfterGap = 1, NULL, p.HealthIndex)  AS PreviousHealthIndex,
    IIF(g.IsAfterGap = 1, NULL, p.FusedZ)       AS PreviousFusedZ,
    IIF(g.IsAfterGap = 1, NULL, p.RegimeLabel)  AS PreviousRegimeLabel,
    IIF(g.IsBeforeGap = 1, NULL, n.Timestamp)   AS NextTimestamp,
    IIF(g.IsBeforeGap = 1, NULL, n.RegimeLabel) AS NextRegimeLabel,
    CASE
        WHEN d.After IS NULL THEN 0.0E0
        WHEN g.IsBeforeGap = 1 THEN d.Before
        ELSE d.After
    END                                         AS StepSeconds
FROM dbo.ACM_HealthTimeline_Current AS t
OUTER APPLY
(
    SELECT TOP (1)
        x.Timestamp,
        x.HealthIndex,
        x.FusedZ,
        x.RegimeLabel
    FROM dbo.ACM_HealthTimeline_Current AS x
    WHERE x.EquipID = t.EquipID
    AND   x.Timestamp < t.Timestamp
    ORDER BY
        x.Timestamp DESC
) AS p
OUTER APPLY
(
    SELECT TOP (1)
        x.Timestamp,
        x.RegimeLabel
    FROM dbo.ACM_HealthTimeline_Current AS x
    WHERE x.EquipID = t.EquipID
    AND   x.Timestamp > t.Timestamp
    ORDER BY
        x.Timestamp
) AS n
CROSS APPLY
(
    SELECT
        DATEDIFF_BIG(MILLISECOND, p.Timestamp, t.Timestamp) / 1000.0E0 AS Before,
        DATEDIFF_BIG(MILLISECOND, t.Timestamp, n.Timestamp) / 1000.0E0 AS After
) AS d
CROSS APPLY
(
    SELECT
        CAST(IIF(d.After > 10.0 * d.Before, 1, 0) AS bit) AS IsBeforeGap,
        CAST(IIF(d.Before > 10.0 * d.After, 1, 0) AS bit) AS IsAfterGap
) AS g;
GO
