/* What people did to the machine. */
SELECT
    v.StartedAt                       AS time,
    COALESCE(v.EndedAt, v.StartedAt)  AS timeend,
    COALESCE(v.Description, N'')      AS text,
    LOWER(v.EventType)                AS tags
FROM dbo.ACM_EquipmentEvents AS v
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = v.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(v.StartedAt);
