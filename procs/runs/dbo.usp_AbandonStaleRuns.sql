/* Purpose:    ends runs whose worker is gone for good: they were begun long ago and nobody holds their machine.
   Contract:   one short transaction per run, so it cannot run inside another. What the run left is deleted, its lease
               goes back, its machine is due now and its coldstart has failed. A run that was begun again in the
               meantime is passed over. At most @MaxRuns at a time.
   Errors:     51025 called inside a transaction.
   Result set: one row: RunsAbandoned, TranCount.
   Lock order: ACM_Runs, ACM_BatchProgress, result tables, ACM_ColdstartState. */
CREATE OR ALTER PROCEDURE dbo.usp_AbandonStaleRuns
    @OlderThanMinutes int = 60,
    @MaxRuns          int = 100
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @Now           datetime2(3) = SYSUTCDATETIME(),
        @Cutoff        datetime2(3),
        @RunID         uniqueidentifier,
        @EquipID       int,
        @LastStartedAt datetime2(3) = '0001-01-01',
        @LastRunID     uniqueidentifier,
        @RunsSeen      int          = 0,
        @RunsAbandoned int          = 0,
        @ErrorMessage  nvarchar(1000);

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_AbandonStaleRuns commits run by run and cannot run inside a transaction.', 1;

        SELECT
            @Cutoff       = DATEADD(MINUTE, -@OlderThanMinutes, @Now),
            @ErrorMessage = CONCAT(N'abandoned: not ended ', @OlderThanMinutes, N' minutes after its start');

        WHILE @RunsSeen < @MaxRuns
        BEGIN
            SET @RunID = NULL;

            BEGIN TRANSACTION;

            SELECT TOP (1)
                @RunID         = r.RunID,
                @EquipID       = r.EquipID,
                @LastStartedAt = r.StartedAt
            FROM dbo.ACM_Runs AS r WITH (ROWLOCK, UPDLOCK, READPAST)
            WHERE r.Outcome = 'RUNNING'
            AND   r.StartedAt < @Cutoff
            AND   (r.StartedAt > @LastStartedAt OR (r.StartedAt = @LastStartedAt AND r.RunID > @LastRunID))
            ORDER BY
                r.StartedAt,
                r.RunID;

            IF @RunID IS NOT NULL
            AND NOT EXISTS
            (
                SELECT 1
                FROM dbo.ACM_BatchProgress AS p WITH (UPDLOCK)
                WHERE p.EquipID = @EquipID
                AND   p.LeaseExpiresAt > @Now
            )
            BEGIN
                UPDATE p
                SET
                    p.LeaseOwner         = NULL,
                    p.LeaseToken         = NULL,
                    p.LeaseExpiresAt     = NULL,
                    p.ClaimedStage       = NULL,
                    p.ClaimedWindowStart = NULL,
                    p.ClaimedWindowEnd   = NULL,
                    p.ClaimAdvances      = 0,
                    p.NextDueAt          = @Now,
                    p.LastError          = @ErrorMessage,
                    p.UpdatedAt          = @Now
                FROM dbo.ACM_BatchProgress AS p
                WHERE p.EquipID = @EquipID;

                EXECUTE dbo.usp_AbandonRun @RunID = @RunID, @ErrorMessage = @ErrorMessage;

                SET @RunsAbandoned += 1;
            END;

            COMMIT TRANSACTION;

            IF @RunID IS NULL
                BREAK;

            SET @LastRunID = @RunID;
            SET @RunsSeen += 1;
        END;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 AND ERROR_NUMBER() <> 51025
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    SELECT
        @RunsAbandoned AS RunsAbandoned,
        @@TRANCOUNT    AS TranCount;
END;
GO
