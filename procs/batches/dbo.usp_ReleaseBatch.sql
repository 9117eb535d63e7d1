/* Purpose:    gives a lease back without having worked: nothing to do, or the worker stops.
   Contract:   the machine is due again at once. Releasing a lease that is no longer held changes nothing.
   Errors:     51008 no such machine.
   Result set: one row after COMMIT: EquipID, IsReleased, TranCount.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_ReleaseBatch
    @EquipID    int,
    @LeaseToken uniqueidentifier
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @IsReleased      bit = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM dbo.ACM_BatchProgress AS p WHERE p.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        UPDATE p
        SET
            p.LeaseOwner         = NULL,
            p.LeaseToken         = NULL,
            p.LeaseExpiresAt     = NULL,
            p.ClaimedStage       = NULL,
            p.ClaimedWindowStart = NULL,
            p.ClaimedWindowEnd   = NULL,
            p.ClaimAdvances      = 0,
            p.UpdatedAt          = SYSUTCDATETIME()
        FROM dbo.ACM_BatchProgress AS p
        WHERE p.EquipID = @EquipID
        AND   p.LeaseToken = @LeaseToken;

        IF @@ROWCOUNT = 1
            SET @IsReleased = 1;

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
            @IsReleased AS IsReleased,
            @@TRANCOUNT AS TranCount;
END;
GO
