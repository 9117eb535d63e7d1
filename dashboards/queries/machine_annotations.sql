/* Episodes as bands behind the curves. */
SELECT
    c.SinceWhen                                    AS time,
    COALESCE(c.EndedAt, p.LastBatchEndTime)        AS timeend,
    c.Summary                                      AS text,
    LOWER(c.SeverityLabel)                         AS tags
FROM dbo.ACM_Episodes_Current AS c
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = c.EquipID
INNER JOIN dbo.ACM_BatchProgress AS p
    ON p.EquipID = c.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(c.SinceWhen);
