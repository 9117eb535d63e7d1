/* Purpose:    how long a machine was healthy, in caution or in alert, day by day (UTC), by the time between samples. */
CREATE OR ALTER VIEW dbo.ACM_HealthZoneByPeriod
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.HealthStatus,
    q.SampleCount,
    q.Seconds,
    100.0 * q.Seconds / NULLIF(SUM(q.Seconds) OVER (PARTITION BY q.EquipID, q.PeriodDate), 0.0) AS ZonePct,
    q.AvgHealthIndex,
    q.MinHealthIndex
FROM
(
    SELECT
        s.EquipID,
        CAST(s.Timestamp AS date) AS PeriodDate,
        s.HealthStatus,
        COUNT(*)                  AS SampleCount,
        SUM(s.StepSeconds)        AS Seconds,
        AVG(s.HealthIndex)        AS AvgHealthIndex,
        MIN(s.HealthIndex)        AS MinHealthIndex
    FROM dbo.ACM_HealthSteps AS s
    WHERE s.HealthStatus IS NOT NULL
    GROUP BY
        s.EquipID,
        CAST(s.Timestamp AS date),
        s.HealthStatus
) AS q;
GO
