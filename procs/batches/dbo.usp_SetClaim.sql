/* Purpose:    writes the window that was found for a leased machine into its lease, or gives the lease back and puts
               the machine off when there is none.
   Contract:   called by usp_ClaimBatch inside its transaction, with the lease's row locked. A training that is asked for
               comes before the next window; it does not move the watermark, nor does a window asked for by name.
   Errors:     51015 the requested window has no data; 51017 it needs a model; 51022 called without a transaction.
   Result set: none; @IsClaimed tells which.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_SetClaim
    @EquipID     int,
    @WindowStart datetime2(3) = NULL,
    @WindowEnd   datetime2(3) = NULL,
    @IsClaimed   bit          = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Stage      varchar(20),
            @FoundStart datetime2(3),
            @FoundEnd   datetime2(3),
            @RetryAt    datetime2(3);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_SetClaim belongs to its caller''s transaction, and there is none.', 1;

        IF @WindowStart IS NULL
            EXECUTE dbo.usp_FindTraining
                @EquipID     = @EquipID,
                @WindowStart = @FoundStart OUTPUT,
                @WindowEnd   = @FoundEnd OUTPUT;

        IF @FoundStart IS NOT NULL
            SET @Stage = 'TRAIN';
        ELSE
            EXECUTE dbo.usp_FindWindow
                @EquipID        = @EquipID,
                @RequestedStart = @WindowStart,
                @RequestedEnd   = @WindowEnd,
                @Stage          = @Stage OUTPUT,
                @WindowStart    = @FoundStart OUTPUT,
                @WindowEnd      = @FoundEnd OUTPUT,
                @RetryAt        = @RetryAt OUTPUT;

        IF @Stage IS NOT NULL
            UPDATE p
            SET
                p.ClaimedStage       = @Stage,
                p.ClaimedWindowStart = @FoundStart,
                p.ClaimedWindowEnd   = @FoundEnd,
                p.ClaimAdvances      = IIF(@WindowStart IS NULL AND @Stage <> 'TRAIN', 1, 0)
            FROM dbo.ACM_BatchProgress AS p
            WHERE p.EquipID = @EquipID;
        ELSE
            UPDATE p
            SET
                p.LeaseToken         = NULL,
                p.LeaseOwner         = NULL,
                p.LeaseExpiresAt     = NULL,
                p.ClaimedStage       = NULL,
                p.ClaimedWindowStart = NULL,
                p.ClaimedWindowEnd   = NULL,
                p.ClaimAdvances      = 0,
                p.NextDueAt          = @RetryAt
            FROM dbo.ACM_BatchProgress AS p
            WHERE p.EquipID = @EquipID;

        SET @IsClaimed = IIF(@Stage IS NOT NULL, 1, 0);
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
