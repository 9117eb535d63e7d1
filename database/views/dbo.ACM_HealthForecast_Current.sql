/* Purpose:    each machine's forecast by its latest good run; a run that makes none leaves none: an old forecast is no
               forecast. */
CREATE OR ALTER VIEW dbo.ACM_HealthForecast_Current
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    t.ForecastHealth,
    t.LowerHealth,
    t.UpperHealth,
    t.IntervalPct,
    t.Method
FROM dbo.Equipment AS e
CROSS APPLY
(
    SELECT TOP (1) r.RunID
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = e.EquipID
    AND   r.Outcome = 'OK'
    ORDER BY
        r.WindowStart DESC,
        r.WindowEnd DESC,
        r.CompletedAt DESC,
        r.RunID DESC
) AS l
INNER JOIN dbo.ACM_HealthForecast AS t
    ON t.RunID = l.RunID;
GO
