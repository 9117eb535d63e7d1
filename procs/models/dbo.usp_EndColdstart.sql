/* Purpose:    puts a machine COMPLETE or FAILED when its coldstart run ends, in the transaction that stores the models.
   Contract:   called by usp_FinalizeRun and usp_AbandonStaleRuns inside their transaction, after the lease was given
               back: a failure may be tried again when the machine is due again. A run that stored no model has failed,
               whatever its outcome. The rows of the window are what was accumulated: they are set, not added.
   Errors:     51022 called without a transaction; 51033 the move is not allowed.
   Result set: none.
   Lock order: ACM_ColdstartState, ACM_ColdstartHistory (after ACM_Runs and ACM_BatchProgress, by the caller). */
CREATE OR ALTER PROCEDURE dbo.usp_EndColdstart
    @RunID        uniqueidentifier,
    @HasModel     bit,
    @ErrorMessage nvarchar(4000) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID     int,
            @WindowStart datetime2(3),
            @WindowEnd   datetime2(3),
            @Outcome     varchar(10),
            @RowsRead    int,
            @RetryAt     datetime2(3),
            @ToStatus    varchar(20),
            @Reason      nvarchar(2000);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_EndColdstart belongs to its caller''s transaction, and there is none.', 1;

        SELECT
            @EquipID     = r.EquipID,
            @WindowStart = r.WindowStart,
            @WindowEnd   = r.WindowEnd,
            @Outcome     = r.Outcome,
            @RowsRead    = r.RowsRead,
            @RetryAt     = p.NextDueAt
        FROM dbo.ACM_Runs AS r
        INNER JOIN dbo.ACM_BatchProgress AS p
            ON p.EquipID = r.EquipID
        WHERE r.RunID = @RunID;

        SELECT
            @ToStatus = IIF(@HasModel = 1 AND @Outcome = 'OK', 'COMPLETE', 'FAILED'),
            @Reason   = CASE
                WHEN @HasModel = 1 AND @Outcome = 'OK' THEN N'models stored'
                WHEN @Outcome IN ('OK', 'NOOP') THEN CONCAT(N'the run ended as ', @Outcome, N' without a model')
                ELSE COALESCE(LEFT(@ErrorMessage, 2000), CONCAT(N'the run ended as ', @Outcome))
            END;

        EXECUTE dbo.usp_MoveColdstart
            @EquipID  = @EquipID,
            @ToStatus = @ToStatus,
            @Reason   = @Reason,
            @RunID    = @RunID,
            @RetryAt  = @RetryAt;

        IF @Outcome IN ('OK', 'NOOP')
            UPDATE c
            SET
                c.AccumulatedRows = @RowsRead,
                c.DataStartTime   = @WindowStart,
                c.DataEndTime     = @WindowEnd
            FROM dbo.ACM_ColdstartState AS c
            WHERE c.EquipID = @EquipID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
