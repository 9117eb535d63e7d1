/* Purpose:    gives a worker the next documents of one machine to work through.
   Contract:   any number of workers may call at once; none gets a document that another holds. All documents of a claim
               are of one machine, oldest first, so that their readings go in as one table. The token comes from the
               client: a repeated call answers with the same documents. A claim that ran out goes to the next caller; a
               document that was claimed @MaxAttempts times without an end is parked.
   Errors:     51008 no such machine.
   Result set: a row per document after COMMIT, or none: PayloadID, EquipID, EquipCode, SourceName, PayloadFormat,
               Payload, PayloadHash, Attempts, ClaimExpiresAt, TranCount.
   Lock order: Ingest_Payload. */
CREATE OR ALTER PROCEDURE dbo.usp_ClaimPayloads
    @ClaimToken   uniqueidentifier,
    @ClaimOwner   nvarchar(256),
    @ClaimSeconds int = 600,
    @MaxPayloads  int = 100,
    @EquipID      int = NULL,
    @MaxAttempts  int = 5
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @Now             datetime2(3) = SYSUTCDATETIME(),
        @Message         nvarchar(2048);

    BEGIN TRY
        IF @EquipID IS NOT NULL AND NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        IF NOT EXISTS (SELECT 1 FROM dbo.Ingest_Payload AS p WHERE p.ClaimToken = @ClaimToken)
        BEGIN
            EXECUTE dbo.usp_ReturnPayloads @MaxAttempts = @MaxAttempts;

            IF @EquipID IS NULL
                SELECT TOP (1) @EquipID = p.EquipID
                FROM dbo.Ingest_Payload AS p WITH (ROWLOCK, UPDLOCK, READPAST)
                WHERE p.Status = 'STAGED'
                ORDER BY
                    p.PayloadID;

            WITH Waiting AS
            (
                SELECT TOP (@MaxPayloads)
                    p.PayloadID,
                    p.Status,
                    p.Attempts,
                    p.ClaimToken,
                    p.ClaimOwner,
                    p.ClaimExpiresAt
                FROM dbo.Ingest_Payload AS p WITH (ROWLOCK, UPDLOCK, READPAST)
                WHERE p.EquipID = @EquipID
                AND   p.Status = 'STAGED'
                ORDER BY
                    p.PayloadID
            )
            UPDATE Waiting
            SET
                Status         = 'CLAIMED',
                Attempts       = Waiting.Attempts + 1,
                ClaimToken     = @ClaimToken,
                ClaimOwner     = @ClaimOwner,
                ClaimExpiresAt = DATEADD(SECOND, @ClaimSeconds, @Now);
        END;

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
            p.PayloadID,
            p.EquipID,
            e.EquipCode,
            p.SourceName,
            p.PayloadFormat,
            p.Payload,
            p.PayloadHash,
            p.Attempts,
            p.ClaimExpiresAt,
            @@TRANCOUNT AS TranCount
        FROM dbo.Ingest_Payload AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID
        WHERE p.ClaimToken = @ClaimToken
        ORDER BY
            p.PayloadID;
END;
GO
