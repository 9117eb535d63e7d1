/* Purpose:    how restless a machine's regimes were, day by day (UTC): changes, mean stay, share of novel states. */
CREATE OR ALTER VIEW dbo.ACM_RegimeStability
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.ObservedSeconds,
    q.RegimeCount,
    q.ChangeCount,
    q.ObservedSeconds / (q.ChangeCount + 1)                            AS MeanDwellSeconds,
    q.ChangeCount * 3600.0 / NULLIF(q.ObservedSeconds, 0.0)            AS ChangesPerHour,
    100.0 * q.NovelSeconds / NULLIF(q.ObservedSeconds, 0.0)            AS NovelPct
FROM
(
    SELECT
        s.EquipID,
        CAST(s.Timestamp AS date)                                      AS PeriodDate,
        SUM(s.StepSeconds)                                             AS ObservedSeconds,
        SUM(IIF(s.RegimeLabel < 0, s.StepSeconds, 0.0))                AS NovelSeconds,
        COUNT(DISTINCT s.RegimeLabel)                                  AS RegimeCount,
        SUM(IIF(s.PreviousRegimeLabel <> s.RegimeLabel, 1, 0))         AS ChangeCount
    FROM dbo.ACM_HealthSteps AS s
    GROUP BY
        s.EquipID,
        CAST(s.Timestamp AS date)
) AS q;
GO
