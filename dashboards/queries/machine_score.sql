/* The fused score; an alarm begins at its limit. */
SELECT
    s.Timestamp      AS time,
    s.FusedZ         AS [Fused score],
    t.ThresholdValue AS [Alarm limit]
FROM dbo.ACM_Scores_Wide_Current AS s
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = s.EquipID
OUTER APPLY
(
    SELECT TOP (1) x.ThresholdValue
    FROM dbo.ACM_Thresholds AS x
    INNER JOIN dbo.ACM_Runs AS r
        ON r.RunID = x.RunID
    WHERE r.EquipID = s.EquipID
    AND   x.DetectorName = N'FusedZ'
    AND   x.ThresholdName = N'ALARM'
    ORDER BY
        r.ModelVersion DESC
) AS t
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(s.Timestamp)
ORDER BY
    s.Timestamp;
