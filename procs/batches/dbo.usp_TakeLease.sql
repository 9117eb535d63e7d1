/* Purpose:    leases the machine that was asked for by name, due or not.
   Contract:   called by usp_ClaimBatch inside its transaction.
   Errors:     51008 no such machine; 51011 another worker holds it; 51022 called without a transaction.
   Result set: none; @Candidate is the machine.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_TakeLease
    @LeaseToken   uniqueidentifier,
    @LeaseOwner   nvarchar(256),
    @LeaseSeconds int,
    @EquipID      int,
    @Candidate    int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Now       datetime2(3) = SYSUTCDATETIME(),
            @Found     bit          = 0,
            @Holder    nvarchar(256),
            @HeldUntil datetime2(3),
            @Message   nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_TakeLease belongs to its caller''s transaction, and there is none.', 1;

        SELECT
            @Found     = 1,
            @Holder    = p.LeaseOwner,
            @HeldUntil = p.LeaseExpiresAt
        FROM dbo.ACM_BatchProgress AS p WITH (ROWLOCK, UPDLOCK)
        WHERE p.EquipID = @EquipID;

        IF @Found = 0
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @HeldUntil > @Now
        BEGIN
            SET @Message = CONCAT(N'Machine ', @EquipID, N' is held by ', @Holder, N' until ',
                CONVERT(nvarchar(30), @HeldUntil, 126), N' UTC.');
            THROW 51011, @Message, 1;
        END;

        UPDATE p
        SET
            p.LeaseToken     = @LeaseToken,
            p.LeaseOwner     = @LeaseOwner,
            p.LeaseExpiresAt = DATEADD(SECOND, @LeaseSeconds, @Now),
            p.UpdatedAt      = @Now
        FROM dbo.ACM_BatchProgress AS p
        WHERE p.EquipID = @EquipID;

        SET @Candidate = @EquipID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
