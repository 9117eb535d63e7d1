/* What was found about the readings: broken and stuck sensors, gaps, accepted shifts. */
SELECT
    q.EventType    AS [Finding],
    q.ColumnName   AS [Sensor],
    q.FirstAt      AS [From],
    q.LastAt       AS [To],
    q.AffectedRows AS [Rows],
    q.Detail       AS [Detail]
FROM dbo.ACM_DataQualityEvents AS q
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = q.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(q.LastAt)
ORDER BY
    q.LastAt DESC,
    q.EventType,
    q.ColumnName;
