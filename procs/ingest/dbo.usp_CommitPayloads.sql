/* Purpose:    records what became of claimed documents, of readings that are not good, and of rows that were not kept.
   Contract:   {EquipCode}_Load calls it inside its transaction, so that readings, processing log, quality and rejected
               rows are stored together or not at all; documents without readings come here alone. A failed document is
               staged again, or parked after @MaxAttempts. A repeated call finds its documents logged under the same
               claim and changes nothing. A quality of NULL is good and takes an earlier mark away.
   Errors:     51006 @Contract is not that of the types; 51008 no such machine; 51009 nothing was given; 51041 a
               document is not held under this claim; 547 a quality of a tag that the machine does not have.
   Result set: one row after COMMIT when it owns the transaction: PayloadsDone, PayloadsFailed, RowsRejected, TranCount.
   Lock order: Ingest_Payload, processing_log, Readings_Quality, Readings_Rejected. */
CREATE OR ALTER PROCEDURE dbo.usp_CommitPayloads
    @EquipID     int,
    @BatchLoadID uniqueidentifier,
    @ClaimToken  uniqueidentifier = NULL,
    @Results     dbo.processing_log_TVP    READONLY,
    @Quality     dbo.Readings_Quality_TVP  READONLY,
    @Rejected    dbo.Readings_Rejected_TVP READONLY,
    @MaxAttempts int        = 5,
    @Contract    binary(32) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @Now             datetime2(3) = SYSUTCDATETIME(),
        @StrayID         bigint,
        @PayloadsDone    int          = 0,
        @PayloadsFailed  int          = 0,
        @RowsRejected    int          = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_CommitPayloads', @Contract = @Contract;

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF NOT EXISTS (SELECT 1 FROM @Results AS s)
        AND NOT EXISTS (SELECT 1 FROM @Quality AS s)
        AND NOT EXISTS (SELECT 1 FROM @Rejected AS s)
            THROW 51009, N'usp_CommitPayloads was called without anything to record.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT TOP (1) @StrayID = s.payload_id
        FROM @Results AS s
        WHERE NOT EXISTS
        (
            SELECT 1
            FROM dbo.Ingest_Payload AS p WITH (UPDLOCK)
            WHERE p.PayloadID = s.payload_id
            AND   p.EquipID = @EquipID
            AND   p.ClaimToken = @ClaimToken
        )
        AND   NOT EXISTS
        (
            SELECT 1
            FROM dbo.processing_log AS l
            WHERE l.payload_id = s.payload_id
            AND   l.claim_token = @ClaimToken
        )
        ORDER BY
            s.payload_id;

        IF @StrayID IS NOT NULL
        BEGIN
            SET @Message = CONCAT(N'Document ', @StrayID, N' is not held under this claim.');
            THROW 51041, @Message, 1;
        END;

        INSERT INTO dbo.processing_log
        (
            payload_id, attempt, equip_id, batch_load_id, claim_token, status,
            rows_read, rows_kept, rows_rejected, error_message
        )
        SELECT
            s.payload_id, p.Attempts, @EquipID, @BatchLoadID, @ClaimToken, s.status,
            s.rows_read, s.rows_kept, s.rows_rejected, s.error_message
        FROM @Results AS s
        INNER JOIN dbo.Ingest_Payload AS p
            ON p.PayloadID = s.payload_id
        WHERE p.ClaimToken = @ClaimToken;

        UPDATE p
        SET
            p.Status         = CASE
                WHEN s.status = 'SUCCESS' THEN 'DONE'
                WHEN p.Attempts >= @MaxAttempts THEN 'PARKED'
                ELSE 'STAGED'
            END,
            p.CompletedAt    = IIF(s.status = 'SUCCESS' OR p.Attempts >= @MaxAttempts, @Now, NULL),
            p.LastError      = s.error_message,
            p.ClaimToken     = NULL,
            p.ClaimOwner     = NULL,
            p.ClaimExpiresAt = NULL
        FROM dbo.Ingest_Payload AS p
        INNER JOIN @Results AS s
            ON s.payload_id = p.PayloadID
        WHERE p.ClaimToken = @ClaimToken;

        IF EXISTS (SELECT 1 FROM @Quality AS s)
            MERGE dbo.Readings_Quality WITH (HOLDLOCK, UPDLOCK) AS t
            USING @Quality AS s
                ON t.EquipID = @EquipID
                AND t.EntryDateTime = CAST(s.EntryDateTime AS datetime2(3))
                AND t.TagName = s.TagName
            WHEN MATCHED AND s.QualityCode IS NULL THEN
                DELETE
            WHEN MATCHED AND s.QualityCode <> t.QualityCode THEN
                UPDATE SET
                    QualityCode = s.QualityCode,
                    BatchLoadID = @BatchLoadID,
                    RecordedAt  = @Now
            WHEN NOT MATCHED BY TARGET AND s.QualityCode IS NOT NULL THEN
                INSERT (EquipID, EntryDateTime, TagName, QualityCode, BatchLoadID)
                VALUES (@EquipID, s.EntryDateTime, s.TagName, s.QualityCode, @BatchLoadID);

        INSERT INTO dbo.Readings_Rejected (EquipID, BatchLoadID, RowOrdinal, PayloadID, RejectReason, RawText, Detail)
        SELECT
            @EquipID,
            @BatchLoadID,
            s.RowOrdinal,
            s.PayloadID,
            s.RejectReason,
            s.RawText,
            s.Detail
        FROM @Rejected AS s
        WHERE NOT EXISTS
        (
            SELECT 1
            FROM dbo.Readings_Rejected AS t WITH (UPDLOCK, HOLDLOCK)
            WHERE t.EquipID = @EquipID
            AND   t.BatchLoadID = @BatchLoadID
            AND   t.RowOrdinal = s.RowOrdinal
        );
        SET @RowsRejected = @@ROWCOUNT;

        SELECT
            @PayloadsDone   = COUNT(CASE WHEN s.status = 'SUCCESS' THEN 1 END),
            @PayloadsFailed = COUNT(CASE WHEN s.status <> 'SUCCESS' THEN 1 END)
        FROM @Results AS s;

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            @PayloadsDone   AS PayloadsDone,
            @PayloadsFailed AS PayloadsFailed,
            @RowsRejected   AS RowsRejected,
            @@TRANCOUNT     AS TranCount;
END;
GO
