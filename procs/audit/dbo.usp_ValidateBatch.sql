/* Purpose:    compares the figures of a source with what is stored of its load, and records the verdict.
   Contract:   one row of validation_log per check, IN_PROGRESS while it runs, so it commits twice and cannot run inside
               a transaction; a check that broke off is FAILED with its exception. Where the load alone filled its span
               of time the figures must be equal; where other loads share the span, what is stored must hold at least
               what the source delivered, and the sum is not compared (SKIPPED). The sum allows for the order of
               addition.
   Errors:     51025 called inside a transaction; 51042 nothing is recorded of the source, or the machine's table is
               adopted and names no loads.
   Result set: one row after COMMIT: validation_id, equip_id, batch_load_id, row_count_status, time_range_status,
               value_count_status, value_sum_status, overall_status, TranCount.
   Lock order: validation_log, validation_summary. */
CREATE OR ALTER PROCEDURE dbo.usp_ValidateBatch
    @EquipID     int,
    @BatchLoadID uniqueidentifier
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @AuditProcedure nvarchar(300),
        @ValidationID   bigint,
        @FirstAt        datetime2(3),
        @LastAt         datetime2(3),
        @BatchRows      bigint,
        @SpanRows       bigint,
        @SpanFirstAt    datetime2(3),
        @SpanLastAt     datetime2(3),
        @SpanValues     bigint,
        @SpanSum        float,
        @Message        nvarchar(2048);

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_ValidateBatch commits its log by itself and cannot run inside a transaction.', 1;

        SELECT
            @AuditProcedure = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Audit'))),
            @FirstAt        = b.FirstAt,
            @LastAt         = b.LastAt
        FROM dbo.ACM_BatchSource AS b
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = b.EquipID
        WHERE b.EquipID = @EquipID
        AND   b.BatchLoadID = @BatchLoadID
        AND   e.IsAdopted = 0;

        IF @AuditProcedure IS NULL
        BEGIN
            SET @Message = CONCAT(N'Nothing is recorded of the source of load ', @BatchLoadID, N' of machine ', @EquipID,
                N', or its table is adopted and names no loads.');
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
            @BatchRows   = @BatchRows OUTPUT,
            @SpanRows    = @SpanRows OUTPUT,
            @SpanFirstAt = @SpanFirstAt OUTPUT,
            @SpanLastAt  = @SpanLastAt OUTPUT,
            @SpanValues  = @SpanValues OUTPUT,
            @SpanSum     = @SpanSum OUTPUT;

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
            SELECT
                b.SourceRows - b.DuplicateRows - b.RejectedRows AS KeptRows,
                CAST(IIF(@SpanRows = @BatchRows, 1, 0) AS bit)  AS IsAlone
        ) AS k
        CROSS APPLY
        (
            SELECT
                IIF(@SpanRows = k.KeptRows OR (@SpanRows > k.KeptRows AND k.IsAlone = 0), 'PASSED', 'FAILED')
                    AS RowCountStatus,
                IIF(k.KeptRows = 0 OR (@SpanFirstAt = b.FirstAt AND @SpanLastAt = b.LastAt), 'PASSED', 'FAILED')
                    AS TimeRangeStatus,
                IIF(@SpanValues = b.ValueCount OR (@SpanValues > b.ValueCount AND k.IsAlone = 0), 'PASSED', 'FAILED')
                    AS ValueCountStatus,
                CASE
                    WHEN k.IsAlone = 0 OR b.ValueSum IS NULL THEN 'SKIPPED'
                    WHEN ABS(COALESCE(@SpanSum, 0.0E0) - b.ValueSum) <= 1.0E-9 * (1.0E0 + ABS(b.ValueSum)) THEN 'PASSED'
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
        s.row_count_status,
        s.time_range_status,
        s.value_count_status,
        s.value_sum_status,
        s.overall_status,
        @@TRANCOUNT AS TranCount
    FROM dbo.validation_summary AS s
    WHERE s.validation_id = @ValidationID;
END;
GO
