/* Purpose:    gives documents back whose claim ran out: its worker is gone.
   Contract:   called by usp_ClaimPayloads inside its transaction. A document that was claimed @MaxAttempts times
               without an end is parked, so that it does not take the next worker down too. At most 1,000 at a time.
   Errors:     51022 called without a transaction.
   Result set: none.
   Lock order: Ingest_Payload. */
CREATE OR ALTER PROCEDURE dbo.usp_ReturnPayloads
    @MaxAttempts int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Now datetime2(3) = SYSUTCDATETIME();

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_ReturnPayloads belongs to its caller''s transaction, and there is none.', 1;

        WITH Expired AS
        (
            SELECT TOP (1000)
                p.PayloadID,
                p.Status,
                p.Attempts,
                p.ClaimToken,
                p.ClaimOwner,
                p.ClaimExpiresAt,
                p.LastError,
                p.CompletedAt
            FROM dbo.Ingest_Payload AS p WITH (ROWLOCK, UPDLOCK, READPAST)
            WHERE p.Status = 'CLAIMED'
            AND   p.ClaimExpiresAt <= @Now
            ORDER BY
                p.PayloadID
        )
        UPDATE Expired
        SET
            Status         = IIF(Expired.Attempts >= @MaxAttempts, 'PARKED', 'STAGED'),
            CompletedAt    = IIF(Expired.Attempts >= @MaxAttempts, @Now, NULL),
            LastError      = CONCAT(N'the claim of ', Expired.ClaimOwner, N' ran out, attempt ', Expired.Attempts),
            ClaimToken     = NULL,
            ClaimOwner     = NULL,
            ClaimExpiresAt = NULL;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
