/* Health of each row: 100 is as in training. */
SELECT
    h.Timestamp   AS time,
    h.HealthIndex AS [Health]
FROM dbo.ACM_HealthTimeline_Current AS h
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = h.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(h.Timestamp)
ORDER BY
    h.Timestamp;
