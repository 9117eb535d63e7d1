/* Purpose:    leases the machine that has been due for longest and that nobody holds.
   Contract:   called by usp_ClaimBatch inside its transaction. Rows that another worker is just looking at are
               passed over, so that workers never wait for one another.
   Errors:     51022 called without a transaction.
   Result set: none; @Candidate stays NULL when nothing is due.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_TakeNextLease
    @LeaseToken   uniqueidentifier,
    @LeaseOwner   nvarchar(256),
    @LeaseSeconds int,
    @Candidate    int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Now datetime2(3) = SYSUTCDATETIME();

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_TakeNextLease belongs to its caller''s transaction, and there is none.', 1;

        WITH Due AS
        (
            SELECT TOP (1)
                p.EquipID,
                p.LeaseToken,
                p.LeaseOwner,
                p.LeaseExpiresAt,
                p.UpdatedAt
            FROM dbo.ACM_BatchProgress AS p WITH (ROWLOCK, UPDLOCK, READPAST)
            WHERE p.NextDueAt <= @Now
            AND   (p.LeaseExpiresAt IS NULL OR p.LeaseExpiresAt <= @Now)
            ORDER BY
                p.NextDueAt,
                p.EquipID
        )
        UPDATE Due
        SET
            @Candidate     = Due.EquipID,
            LeaseToken     = @LeaseToken,
            LeaseOwner     = @LeaseOwner,
            LeaseExpiresAt = DATEADD(SECOND, @LeaseSeconds, @Now),
            UpdatedAt      = @Now;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
