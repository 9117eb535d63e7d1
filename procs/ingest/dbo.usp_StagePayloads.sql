/* Purpose:    takes documents of a machine in, to be worked through by whoever claims them.
   Contract:   a document is known by its SHA-256: one that is there already, in this call or from before, is not stored
               twice, so that a repeated call and a file delivered twice change nothing. The server hashes the bytes
               itself and refuses those that are not what the client hashed.
   Errors:     51006 @Contract is not the type's; 51008 no such machine; 51009 no documents were given; 51040 a document
               is empty or its hash is not that of its bytes.
   Result set: one row after COMMIT when it owns the transaction: RowsStaged, RowsKnown, TranCount.
   Lock order: Ingest_Payload. */
CREATE OR ALTER PROCEDURE dbo.usp_StagePayloads
    @EquipID  int,
    @Rows     dbo.Ingest_Payload_TVP READONLY,
    @Contract binary(32) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @RowsGiven       int,
        @RowsStaged      int = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_StagePayloads', @Contract = @Contract;

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0
            THROW 51009, N'usp_StagePayloads was called without documents.', 1;

        SELECT TOP (1) @Message = CONCAT(N'The document ', s.SourceName, N' is empty or damaged: its bytes and its hash differ.')
        FROM @Rows AS s
        WHERE DATALENGTH(s.Payload) = 0
        OR    HASHBYTES('SHA2_256', s.Payload) <> s.PayloadHash
        ORDER BY
            s.PayloadOrdinal;

        IF @Message IS NOT NULL
            THROW 51040, @Message, 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        INSERT INTO dbo.Ingest_Payload (EquipID, SourceName, PayloadFormat, Payload, PayloadHash)
        SELECT
            @EquipID,
            q.SourceName,
            q.PayloadFormat,
            q.Payload,
            q.PayloadHash
        FROM
        (
            SELECT
                s.PayloadOrdinal,
                s.SourceName,
                s.PayloadFormat,
                s.Payload,
                s.PayloadHash,
                ROW_NUMBER() OVER (PARTITION BY s.PayloadHash ORDER BY s.PayloadOrdinal) AS Position
            FROM @Rows AS s
        ) AS q
        WHERE q.Position = 1
        AND   NOT EXISTS
        (
            SELECT 1
            FROM dbo.Ingest_Payload AS p WITH (UPDLOCK, HOLDLOCK)
            WHERE p.EquipID = @EquipID
            AND   p.PayloadHash = q.PayloadHash
        )
        ORDER BY
            q.PayloadOrdinal;
        SET @RowsStaged = @@ROWCOUNT;

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
            @RowsStaged              AS RowsStaged,
            @RowsGiven - @RowsStaged AS RowsKnown,
            @@TRANCOUNT              AS TranCount;
END;
GO
