/* A sensor, and what the others say it should show; kept densely where it is of interest. */
SELECT
    x.Timestamp     AS time,
    x.ActualValue   AS [Reading],
    x.ExpectedValue AS [Expected]
FROM dbo.ACM_SensorExpected_Current AS x
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = x.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(x.Timestamp)
AND   x.SensorName = ${sensor:sqlstring}
ORDER BY
    x.Timestamp;
