/* How far each sensor has moved away from what the others say, in deviations. */
SELECT
    d.Timestamp  AS time,
    d.SensorName AS metric,
    d.DriftZ     AS value
FROM dbo.ACM_DriftSeries_Current AS d
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = d.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(d.Timestamp)
ORDER BY
    d.Timestamp,
    d.SensorName;
