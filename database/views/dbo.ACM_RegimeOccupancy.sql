/* Purpose:    how long a machine was in each regime, day by day (UTC), by the time between samples.
   Contract:   a sample's time counts for the day in which it began. Filter on EquipID and PeriodDate. */
CREATE OR ALTER VIEW dbo.ACM_RegimeOccupancy
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.RegimeLabel,
    q.SampleCount,
    q.EntryCount,
    q.DwellSeconds,
    100.0 * q.DwellSeconds
        / NULLIF(SUM(q.DwellSeconds) OVER (PARTITION BY q.EquipID, q.PeriodDate), 0.0) AS DwellPct
FROM
(
    SELECT
        s.EquipID,
        CAST(s.Timestamp AS date) AS PeriodDate,
        s.RegimeLabel,
        COUNT(*)                  AS SampleCount,
        SUM(IIF(s.PreviousTimestamp IS NULL
            OR COALESCE(s.PreviousRegimeLabel, -2) <> COALESCE(s.RegimeLabel, -2), 1, 0)) AS EntryCount,
        SUM(s.StepSeconds)        AS DwellSeconds
    FROM dbo.ACM_HealthSteps AS s
    GROUP BY
        s.EquipID,
        CAST(s.Timestamp AS date),
        s.RegimeLabel
) AS q;
GO
