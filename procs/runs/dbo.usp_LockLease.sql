/* Purpose:    locks the lease row of a machine and makes sure that the caller's token still holds it.
   Contract:   called inside the caller's transaction, after the run's row. A lease that ran out but that nobody
               else took still counts: the row's lock makes that safe.
   Errors:     51004 the lease is lost; 51022 called without a transaction.
   Result set: none; OUTPUT parameters describe what was claimed.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_LockLease
    @EquipID     int,
    @LeaseToken  uniqueidentifier,
    @LeaseOwner  nvarchar(256) = NULL OUTPUT,
    @Stage       varchar(20)   = NULL OUTPUT,
    @WindowStart datetime2(3)  = NULL OUTPUT,
    @WindowEnd   datetime2(3)  = NULL OUTPUT,
    @Advances    bit           = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @HeldBy  uniqueidentifier,
            @Message nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_LockLease holds its lock for the caller''s transaction, and there is none.', 1;

        SELECT
            @HeldBy      = p.LeaseToken,
            @LeaseOwner  = p.LeaseOwner,
            @Stage       = p.ClaimedStage,
            @WindowStart = p.ClaimedWindowStart,
            @WindowEnd   = p.ClaimedWindowEnd,
            @Advances    = p.ClaimAdvances
        FROM dbo.ACM_BatchProgress AS p WITH (UPDLOCK)
        WHERE p.EquipID = @EquipID;

        IF @HeldBy IS NULL OR @HeldBy <> @LeaseToken
        BEGIN
            SET @Message = CONCAT(N'The lease on machine ', @EquipID, N' is lost: ',
                IIF(@HeldBy IS NULL, N'it was released.', CONCAT(N'it is held by ', @LeaseOwner, N'.')));
            THROW 51004, @Message, 1;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
