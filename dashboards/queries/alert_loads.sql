/* Loads of the last day whose stored rows are not what the source delivered. */
SELECT
    e.EquipCode AS Machine,
    COUNT(*)    AS Loads
FROM dbo.validation_summary AS s
INNER JOIN dbo.validation_log AS l
    ON l.validation_id = s.validation_id
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = s.equip_id
WHERE s.overall_status = 'FAILED'
AND   NOT EXISTS
(
    SELECT 1
    FROM dbo.validation_summary AS n
    WHERE n.equip_id = s.equip_id
    AND   n.batch_load_id = s.batch_load_id
    AND   n.validation_id > s.validation_id
)
AND   l.validation_run_start_time >= DATEADD(DAY, -1, SYSUTCDATETIME())
GROUP BY
    e.EquipCode;
