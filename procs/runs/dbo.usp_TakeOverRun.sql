/* Purpose:    gives a run that was begun and never ended to the present holder of the lease, and deletes what the
               earlier attempt left in the result tables.
   Contract:   called by usp_StartRun inside its transaction, with the run's and the lease's rows locked.
   Errors:     51001 no such run; 51002 the run has ended; 51022 called without a transaction.
   Result set: none.
   Lock order: ACM_Runs, result tables. */
CREATE OR ALTER PROCEDURE dbo.usp_TakeOverRun
    @RunID         uniqueidentifier,
    @LeaseToken    uniqueidentifier,
    @WorkerName    nvarchar(256),
    @TriggerReason nvarchar(64),
    @DriverVersion nvarchar(32)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        EXECUTE dbo.usp_ClearRun @RunID = @RunID;

        UPDATE r
        SET
            r.LeaseToken    = @LeaseToken,
            r.WorkerName    = @WorkerName,
            r.TriggerReason = @TriggerReason,
            r.DriverVersion = @DriverVersion
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
