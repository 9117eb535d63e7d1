/* Purpose:    compares the figures of a source with what is stored of its load, and records the verdict.
   Contract:   one row of validation_log per check, IN_PROGRESS while it runs, so it commits twice and cannot run inside
               a transaction; a check that broke off is FAILED with its exception. Without @EquipID the machine is the
               one that has the load.
               A verdict must not blame a load for what other loads did, whose rows and values may lie in the same span
               of time: before it, between its own, or in the same rows, since NULL leaves what is stored.
               Rows: at least as many as the source kept, and not more under this load's mark. Times: a row at the
               first and at the last. Values: at least as many as the source gave. Sum: compared where the rows
               and values are no more than the load's own; where it differs, and another load has written into the
               span since, nobody can tell: SKIPPED. It allows for the rounding of an addition tag by tag, whatever
               the order: (rows + tags) * 2 ** -53 of the sum of the absolute values, for either side.
   Errors:     51025 called inside a transaction; 51042 nothing is recorded of the source, several machines have such
               a load, or the machine's table is adopted and names no loads.
   Result set: one row after COMMIT: validation_id, equip_id, batch_load_id, src_table, src_records, src_rejected,
               src_duplicates, tgt_records, tgt_records_of_batch, src_first_at, src_last_at, tgt_first_at, tgt_last_at,
               src_values, tgt_values, src_value_sum, tgt_value_sum, row_count_status, time_range_status,
               value_count_status, value_sum_status, overall_status, TranCount; tgt_first_at, tgt_last_at and
               tgt_value_sum are on record nowhere else.
   Lock order: validation_log, validation_summary. */
CREATE OR ALTER PROCEDURE dbo.usp_ValidateBatch
    @EquipID     int              = NULL,
    @BatchLoadID uniqueidentifier
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @AuditProcedure nvarchar(300),
        @ValidationID   bigint,
        @FirstAt        datetime2(3),
        @LastAt         datetime2(3),
        @RecordedAt     datetime2(3),
        @BatchRows      bigint,
        @LaterRows      bigint,
        @SpanRows       bigint,
        @SpanFirstAt    datetime2(3),
        @SpanLastAt     datetime2(3),
        @SpanValues     bigint,
        @SpanSum        float,
        @SpanSize       float,
        @Message        nvarchar(2048);

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_ValidateBatch commits its log by itself and cannot run inside a transaction.', 1;

        IF @EquipID IS NULL
            SELECT @EquipID = MIN(b.EquipID)
            FROM dbo.ACM_BatchSource AS b
            WHERE b.BatchLoadID = @BatchLoadID
            HAVING COUNT(*) = 1;

        SELECT
            @AuditProcedure = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Audit'))),
            @FirstAt        = b.FirstAt,
            @LastAt         = b.LastAt,
            @RecordedAt     = b.RecordedAt
        FROM dbo.ACM_BatchSource AS b
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = b.EquipID
        WHERE b.EquipID = @EquipID
        AND   b.BatchLoadID = @BatchLoadID
        AND   e.IsAdopted = 0;

        IF @AuditProcedure IS NULL
        BEGIN
            SET @Message = CONCAT(N'Nothing is recorded of the source of load ', @BatchLoadID,
                N' of machine ' + CAST(@EquipID AS nvarchar(11)),
                N', several machines have it, or the machine''s table is adopted and names no loads.');
            THROW 51042, @Message, 1;
        END;

        INSERT INTO dbo.validation_log (equip_id, batch_load_id, src_table, tgt_table, validation_run_status)
        SELECT
            b.EquipID,
            b.BatchLoadID,
            b.SourceName,
            e.DataTable,
            'IN_PROGRESS'
        FROM dbo.ACM_BatchSource AS b
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = b.EquipID
        WHERE b.EquipID = @EquipID
        AND   b.BatchLoadID = @BatchLoadID;
        SET @ValidationID = CAST(SCOPE_IDENTITY() AS bigint);

        EXECUTE @AuditProcedure
            @BatchLoadID = @BatchLoadID,
            @FirstAt     = @FirstAt,
            @LastAt      = @LastAt,
            @RecordedAt  = @RecordedAt,
            @BatchRows   = @BatchRows OUTPUT,
            @LaterRows   = @LaterRows OUTPUT,
            @SpanRows    = @SpanRows OUTPUT,
            @SpanFirstAt = @SpanFirstAt OUTPUT,
            @SpanLastAt  = @SpanLastAt OUTPUT,
            @SpanValues  = @SpanValues OUTPUT,
            @SpanSum     = @SpanSum OUTPUT,
            @SpanSize    = @SpanSize OUTPUT;

        BEGIN TRANSACTION;

        UPDATE l
        SET
            l.validation_run_status   = 'SUCCESS',
            l.validation_run_end_time = SYSUTCDATETIME()
        FROM dbo.validation_log AS l
        WHERE l.validation_id = @ValidationID;

        INSERT INTO dbo.validation_summary
        (
            validation_id, equip_id, batch_load_id, tgt_table, src_records, src_rejected, src_duplicates, tgt_records,
            tgt_records_of_batch, src_values, tgt_values, row_count_status, time_range_status, value_count_status,
            value_sum_status, overall_status
        )
        SELECT
            l.validation_id,
            l.equip_id,
            l.batch_load_id,
            l.tgt_table,
            b.SourceRows,
            b.RejectedRows,
            b.DuplicateRows,
            @SpanRows,
            @BatchRows,
            b.ValueCount,
            @SpanValues,
            c.RowCountStatus,
            c.TimeRangeStatus,
            c.ValueCountStatus,
            c.ValueSumStatus,
            IIF('FAILED' IN (c.RowCountStatus, c.TimeRangeStatus, c.ValueCountStatus, c.ValueSumStatus),
                'FAILED', 'PASSED')
        FROM dbo.validation_log AS l
        INNER JOIN dbo.ACM_BatchSource AS b
            ON b.EquipID = l.equip_id
            AND b.BatchLoadID = l.batch_load_id
        CROSS APPLY
        (
            SELECT b.SourceRows - b.DuplicateRows - b.RejectedRows AS KeptRows
        ) AS k
        CROSS APPLY
        (
            SELECT
                IIF(@SpanRows >= k.KeptRows AND @BatchRows <= k.KeptRows, 'PASSED', 'FAILED') AS RowCountStatus,
                IIF(k.KeptRows = 0 OR (@SpanFirstAt = b.FirstAt AND @SpanLastAt = b.LastAt), 'PASSED', 'FAILED')
                    AS TimeRangeStatus,
                IIF(@SpanValues >= b.ValueCount, 'PASSED', 'FAILED') AS ValueCountStatus,
                CASE
                    WHEN b.ValueSum IS NULL OR @SpanRows > k.KeptRows OR @SpanValues > b.ValueCount THEN 'SKIPPED'
                    WHEN ABS(@SpanSum - b.ValueSum) <= 2.3E-16 * (@SpanRows + 1000.0E0) * @SpanSize THEN 'PASSED'
                    WHEN @LaterRows > 0 THEN 'SKIPPED'
                    ELSE 'FAILED'
                END AS ValueSumStatus
        ) AS c
        WHERE l.validation_id = @ValidationID;

        COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 AND ERROR_NUMBER() <> 51025
            ROLLBACK TRANSACTION;

        IF @ValidationID IS NOT NULL
            UPDATE l
            SET
                l.validation_run_status   = 'FAILED',
                l.validation_run_end_time = SYSUTCDATETIME(),
                l.exception               = LEFT(ERROR_MESSAGE(), 2000)
            FROM dbo.validation_log AS l
            WHERE l.validation_id = @ValidationID;

        THROW;
    END CATCH;

    SELECT
        s.validation_id,
        s.equip_id,
        s.batch_load_id,
        b.SourceName     AS src_table,
        s.src_records,
        s.src_rejected,
        s.src_duplicates,
        s.tgt_records,
        s.tgt_records_of_batch,
        b.FirstAt        AS src_first_at,
        b.LastAt         AS src_last_at,
        @SpanFirstAt     AS tgt_first_at,
        @SpanLastAt      AS tgt_last_at,
        s.src_values,
        s.tgt_values,
        b.ValueSum       AS src_value_sum,
        @SpanSum         AS tgt_value_sum,
        s.row_count_status,
        s.time_range_status,
        s.value_count_status,
        s.value_sum_status,
        s.overall_status,
        @@TRANCOUNT      AS TranCount
    FROM dbo.validation_summary AS s
    INNER JOIN dbo.ACM_BatchSource AS b
        ON b.EquipID = s.equip_id
        AND b.BatchLoadID = s.batch_load_id
    WHERE s.validation_id = @ValidationID;
END;
GO
