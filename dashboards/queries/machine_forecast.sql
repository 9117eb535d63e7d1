/* Health as it is expected to go on, with the interval that holds four times of five. */
SELECT
    f.Timestamp      AS time,
    f.ForecastHealth AS [Forecast],
    f.LowerHealth    AS [Lower],
    f.UpperHealth    AS [Upper]
FROM dbo.ACM_HealthForecast_Current AS f
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = f.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(f.Timestamp)
ORDER BY
    f.Timestamp;
