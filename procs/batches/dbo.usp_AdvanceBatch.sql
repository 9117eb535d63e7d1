/* Purpose:    moves a machine on after a run and gives its lease back.
   Contract:   called by usp_FinalizeRun inside its transaction, with the lease's row locked. OK and NOOP advance
               the watermark to the end of the claimed window; FAIL leaves it and waits twice as long after each
               failure, about an hour at most. The failure of a SCORE window that makes ParkAfterAttempts in a row (a
               setting, the machine's own before that for all; 10 without one, 0 for never) parks it: the watermark
               moves on, later windows are due now, and ACM_ParkedWindows lists it. A claim that does not advance, of a
               window asked for by name or of a training, neither counts nor delays.
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
        DECLARE
            @Now       datetime2(3) = SYSUTCDATETIME(),
            @ParkAfter int          = 10,
            @IsParked  bit          = 0;

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_AdvanceBatch belongs to its caller''s transaction, and there is none.', 1;

        IF @Outcome = 'FAIL'
        BEGIN
            SELECT TOP (1) @ParkAfter = COALESCE(TRY_CONVERT(int, c.ParamValue), @ParkAfter)
            FROM dbo.ACM_Config AS c
            WHERE c.ParamName = N'ParkAfterAttempts'
            AND   c.EquipID IN (0, @EquipID)
            ORDER BY
                c.EquipID DESC;

            SELECT @IsParked = 1
            FROM dbo.ACM_BatchProgress AS p
            WHERE p.EquipID = @EquipID
            AND   p.ClaimAdvances = 1
            AND   p.ClaimedStage = 'SCORE'
            AND   p.FailedAttempts + 1 >= @ParkAfter
            AND   @ParkAfter > 0;
        END;

        UPDATE p
        SET
            p.LastBatchEndTime   = IIF
            (
                p.ClaimAdvances = 1 AND (@Outcome <> 'FAIL' OR @IsParked = 1),
                p.ClaimedWindowEnd,
                p.LastBatchEndTime
            ),
            p.BatchesCompleted   = p.BatchesCompleted + IIF(p.ClaimAdvances = 1 AND @Outcome <> 'FAIL', 1, 0),
            p.FailedAttempts     = CASE
                WHEN p.ClaimAdvances = 0 THEN p.FailedAttempts
                WHEN @Outcome = 'FAIL' AND @IsParked = 0 THEN p.FailedAttempts + 1
                ELSE 0
            END,
            p.LastError          = CASE
                WHEN @IsParked = 1
                    THEN LEFT(CONCAT(N'parked after ', p.FailedAttempts + 1, N' attempts: ', @ErrorMessage), 1000)
                WHEN @Outcome = 'FAIL' THEN LEFT(@ErrorMessage, 1000)
                WHEN p.ClaimAdvances = 0 THEN p.LastError
            END,
            p.NextDueAt          = CASE
                WHEN p.ClaimAdvances = 0 THEN p.NextDueAt
                WHEN @Outcome = 'FAIL' AND @IsParked = 0
                    THEN DATEADD(SECOND, 15 * POWER(2, IIF(p.FailedAttempts < 8, p.FailedAttempts, 8)), @Now)
                ELSE @Now
            END,
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
