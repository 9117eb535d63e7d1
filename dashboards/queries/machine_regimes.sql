/* In which operating regime the machine ran; novel is one that the training does not hold. */
SELECT
    r.Timestamp                                                      AS time,
    IIF(r.IsNovel = 1, N'novel', CONCAT(N'regime ', r.RegimeLabel)) AS [Regime]
FROM dbo.ACM_RegimeTimeline_Current AS r
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = r.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(r.Timestamp)
ORDER BY
    r.Timestamp;
