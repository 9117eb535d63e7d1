/* Loads whose stored rows are not what the source delivered. */
SELECT TOP (100)
    l.validation_run_start_time AS [Checked],
    e.EquipCode                 AS [Machine],
    l.src_table                 AS [Source],
    s.src_records               AS [Rows delivered],
    s.tgt_records               AS [Rows stored],
    s.row_count_status          AS [Rows],
    s.time_range_status         AS [Times],
    s.value_count_status        AS [Values],
    s.value_sum_status          AS [Sum],
    s.batch_load_id             AS [Load]
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
AND   $__timeFilter(l.validation_run_start_time)
ORDER BY
    l.validation_run_start_time DESC;
