/* Purpose:    gives a worker the lease on one machine and the window to work on.
   Contract:   any number of workers may call at once: each takes the machine that has been due for longest and that
               nobody holds. With @EquipID that machine is taken, due or not; with a window, that window, which
               does not move the watermark. The token comes from the client: a repeated call answers with the same
               claim. A machine without a ready window is put off and the next one is tried.
   Errors:     51008 no such machine; 51011 the machine asked for is held by another worker; 51014 the window is
               empty; 51015 it has no data; 51017 it needs a model; 51025 called inside a transaction.
   Result set: one row after COMMIT, or none when nothing is due: EquipID, EquipCode, Stage, WindowStart, WindowEnd,
               AttemptNumber, LeaseExpiresAt, ActiveVersion, TranCount.
   Lock order: ACM_BatchProgress. */
CREATE OR ALTER PROCEDURE dbo.usp_ClaimBatch
    @LeaseToken   uniqueidentifier,
    @LeaseOwner   nvarchar(256),
    @LeaseSeconds int          = 900,
    @EquipID      int          = NULL,
    @WindowStart  datetime2(3) = NULL,
    @WindowEnd    datetime2(3) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @Candidate int,
        @IsClaimed bit = 0;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_ClaimBatch commits machine by machine and cannot run inside a transaction.', 1;

        IF (@WindowStart IS NULL AND @WindowEnd IS NOT NULL) OR (@WindowStart IS NOT NULL AND @WindowEnd IS NULL)
            OR @WindowStart >= @WindowEnd OR (@WindowStart IS NOT NULL AND @EquipID IS NULL)
            THROW 51014, N'A window needs a machine, a start, and an end after it.', 1;

        IF EXISTS (SELECT 1 FROM dbo.ACM_BatchProgress AS p WHERE p.LeaseToken = @LeaseToken)
            SET @IsClaimed = 1;

        WHILE @IsClaimed = 0
        BEGIN
            SET @Candidate = NULL;

            BEGIN TRANSACTION;

            IF @EquipID IS NOT NULL
                EXECUTE dbo.usp_TakeLease
                    @LeaseToken   = @LeaseToken,
                    @LeaseOwner   = @LeaseOwner,
                    @LeaseSeconds = @LeaseSeconds,
                    @EquipID      = @EquipID,
                    @Candidate    = @Candidate OUTPUT;
            ELSE
                EXECUTE dbo.usp_TakeNextLease
                    @LeaseToken   = @LeaseToken,
                    @LeaseOwner   = @LeaseOwner,
                    @LeaseSeconds = @LeaseSeconds,
                    @Candidate    = @Candidate OUTPUT;

            IF @Candidate IS NOT NULL
                EXECUTE dbo.usp_SetClaim
                    @EquipID     = @Candidate,
                    @WindowStart = @WindowStart,
                    @WindowEnd   = @WindowEnd,
                    @IsClaimed   = @IsClaimed OUTPUT;

            COMMIT TRANSACTION;

            IF @Candidate IS NULL OR @EquipID IS NOT NULL
                BREAK;
        END;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 AND ERROR_NUMBER() <> 51025
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    SELECT
        p.EquipID,
        e.EquipCode,
        p.ClaimedStage       AS Stage,
        p.ClaimedWindowStart AS WindowStart,
        p.ClaimedWindowEnd   AS WindowEnd,
        f.AttemptNumber,
        p.LeaseExpiresAt,
        a.Version            AS ActiveVersion,
        @@TRANCOUNT          AS TranCount
    FROM dbo.ACM_BatchProgress AS p
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = p.EquipID
    LEFT JOIN dbo.ACM_ActiveModels AS a
        ON a.EquipID = p.EquipID
    OUTER APPLY
    (
        /* Part of the RunID: an ended run never changes, so the next attempt needs a name of its own. */
        SELECT COUNT(*) AS AttemptNumber
        FROM dbo.ACM_Runs AS r
        WHERE r.EquipID = p.EquipID
        AND   r.WindowStart = p.ClaimedWindowStart
        AND   r.WindowEnd = p.ClaimedWindowEnd
        AND   r.Stage = p.ClaimedStage
        AND   r.Outcome IN ('FAIL', 'ABANDONED')
    ) AS f
    WHERE p.LeaseToken = @LeaseToken
    AND   @IsClaimed = 1;
END;
GO
