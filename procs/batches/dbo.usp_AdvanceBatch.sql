/* Purpose:    moves a machine on after a run and gives its lease back.
   Contract:   called by usp_FinalizeRun inside its transaction, with the lease's row locked. OK and NOOP advance
               the watermark to the end of the claimed window when the claim was for the next window; FAIL leaves it
               and waits twice as long after each failure, an hour at most.
   Errors:     51022 called without a transaction.
   Result set: none.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_AdvanceBatch
    @EquipID      int,
    @Outcome      varchar(10),
    @ErrorMessage nvarchar(4000) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Now datetime2(3) = SYSUTCDATETIME();

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_AdvanceBatch belongs to its caller''s transaction, and there is none.', 1;

        UPDATE p
        SET
            p.LastBatchEndTime   = IIF(@Outcome <> 'FAIL' AND p.ClaimAdvances = 1, p.ClaimedWindowEnd, p.LastBatchEndTime),
            p.BatchesCompleted   = p.BatchesCompleted + IIF(@Outcome <> 'FAIL' AND p.ClaimAdvances = 1, 1, 0),
            p.FailedAttempts     = IIF(@Outcome = 'FAIL', p.FailedAttempts + 1, 0),
            p.LastError          = IIF(@Outcome = 'FAIL', LEFT(@ErrorMessage, 1000), NULL),
            p.NextDueAt          = IIF
            (
                @Outcome = 'FAIL',
                DATEADD(SECOND, 15 * POWER(2, IIF(p.FailedAttempts < 8, p.FailedAttempts, 8)), @Now),
                @Now
            ),
            p.LeaseOwner         = NULL,
            p.LeaseToken         = NULL,
            p.LeaseExpiresAt     = NULL,
            p.ClaimedStage       = NULL,
            p.ClaimedWindowStart = NULL,
            p.ClaimedWindowEnd   = NULL,
            p.ClaimAdvances      = 0,
            p.UpdatedAt          = @Now
        FROM dbo.ACM_BatchProgress AS p
        WHERE p.EquipID = @EquipID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
