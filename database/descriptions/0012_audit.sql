/* What the tables of 0012_audit.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_BatchSource', N'', N'What a source says that it delivered. Rows: one per load.'),
            (N'ACM_BatchSource', N'EquipID', N'The machine.'),
            (N'ACM_BatchSource', N'BatchLoadID', N'The load that brought the rows.'),
            (N'ACM_BatchSource', N'SourceName', N'File or system.'),
            (N'ACM_BatchSource', N'SourceRows', N'Rows in the source.'),
            (N'ACM_BatchSource', N'DuplicateRows', N'Rows whose time came twice.'),
            (N'ACM_BatchSource', N'RejectedRows', N'Rows not kept.'),
            (N'ACM_BatchSource', N'FirstAt', N'First time kept, UTC.'),
            (N'ACM_BatchSource', N'LastAt', N'Last time kept, UTC.'),
            (N'ACM_BatchSource', N'ValueCount', N'Values that are neither missing nor rejected.'),
            (N'ACM_BatchSource', N'ValueSum', N'Their sum.'),
            (N'ACM_BatchSource', N'RecordedAt', N'When it was recorded, UTC, by the server clock.'),
            (N'ACM_BatchSource', N'RecordedBy', N'Login that recorded it.'),
            (N'validation_log', N'', N'Every check of a load. Rows: one per check.'),
            (N'validation_log', N'validation_id', N'Order of the checks.'),
            (N'validation_log', N'equip_id', N'The machine.'),
            (N'validation_log', N'batch_load_id', N'The load.'),
            (N'validation_log', N'src_table', N'File or system of the source.'),
            (N'validation_log', N'tgt_table', N'The table of the machine that was loaded.'),
            (N'validation_log', N'validation_run_status',
                N'IN_PROGRESS, SUCCESS (it ran to its end) or FAILED (it broke off).'),
            (N'validation_log', N'validation_run_start_time', N'Begin, UTC, by the server clock.'),
            (N'validation_log', N'validation_run_end_time', N'End, UTC, by the server clock.'),
            (N'validation_log', N'exception', N'Why it broke off.'),
            (N'validation_summary', N'', N'The verdict of each check that ran to its end. Rows: one per check.'),
            (N'validation_summary', N'validation_id', N'The check.'),
            (N'validation_summary', N'equip_id', N'The machine.'),
            (N'validation_summary', N'batch_load_id', N'The load.'),
            (N'validation_summary', N'tgt_table', N'The table of the machine that was loaded.'),
            (N'validation_summary', N'src_records', N'Rows in the source.'),
            (N'validation_summary', N'src_rejected', N'Rows that the source side did not keep.'),
            (N'validation_summary', N'src_duplicates', N'Rows whose time came twice.'),
            (N'validation_summary', N'tgt_records', N'Rows stored in the span of time of the load.'),
            (N'validation_summary', N'tgt_records_of_batch', N'Those of them that the load wrote last.'),
            (N'validation_summary', N'src_values', N'Values in the source.'),
            (N'validation_summary', N'tgt_values', N'Values stored in the span.'),
            (N'validation_summary', N'row_count_status', N'PASSED, FAILED or SKIPPED.'),
            (N'validation_summary', N'time_range_status', N'PASSED, FAILED or SKIPPED.'),
            (N'validation_summary', N'value_count_status', N'PASSED, FAILED or SKIPPED.'),
            (N'validation_summary', N'value_sum_status', N'PASSED, FAILED or SKIPPED.'),
            (N'validation_summary', N'overall_status', N'PASSED when nothing failed.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
