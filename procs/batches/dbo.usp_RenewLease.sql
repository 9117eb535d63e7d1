/* Purpose:    prolongs a lease while its worker is still computing.
   Contract:   counts from the server's clock now.
   Errors:     51004 the lease is lost: the worker must stop.
   Result set: one row after COMMIT: EquipID, LeaseExpiresAt, TranCount.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_RenewLease
    @EquipID      int,
    @LeaseToken   uniqueidentifier,
    @LeaseSeconds int = 900
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @ExpiresAt       datetime2(3) = DATEADD(SECOND, @LeaseSeconds, SYSUTCDATETIME());

    BEGIN TRY
        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockLease @EquipID = @EquipID, @LeaseToken = @LeaseToken;

        UPDATE p
        SET
            p.LeaseExpiresAt = @ExpiresAt,
            p.UpdatedAt      = SYSUTCDATETIME()
        FROM dbo.ACM_BatchProgress AS p
        WHERE p.EquipID = @EquipID;

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
            @EquipID    AS EquipID,
            @ExpiresAt  AS LeaseExpiresAt,
            @@TRANCOUNT AS TranCount;
END;
GO
