/* Purpose:    how a machine's health was distributed, day by day (UTC), in bins of ten; 100 belongs to the last bin. */
CREATE OR ALTER VIEW dbo.ACM_HealthHistogram
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.BinStart,
    q.BinStart + 10                                                             AS BinEnd,
    q.SampleCount,
    q.Seconds,
    100.0 * q.SampleCount
        / SUM(q.SampleCount) OVER (PARTITION BY q.EquipID, q.PeriodDate)        AS SamplePct
FROM
(
    SELECT
        s.EquipID,
        CAST(s.Timestamp AS date)                                               AS PeriodDate,
        IIF(s.HealthIndex >= 100.0, 90, 10 * CAST(FLOOR(s.HealthIndex / 10.0) AS int)) AS BinStart,
        COUNT(*)                                                                AS SampleCount,
        SUM(s.StepSeconds)                                                      AS Seconds
    FROM dbo.ACM_HealthSteps AS s
    WHERE s.HealthIndex IS NOT NULL
    GROUP BY
        s.EquipID,
        CAST(s.Timestamp AS date),
        IIF(s.HealthIndex >= 100.0, 90, 10 * CAST(FLOOR(s.HealthIndex / 10.0) AS int))
) AS q;
GO
