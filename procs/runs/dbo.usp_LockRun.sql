/* Purpose:    locks a run's row for its writer and tells which machine and window it is for.
   Contract:   called inside the writer's transaction, first; the lock is held to its end and serialises the
               writers of one run.
   Errors:     51001 no such run; 51002 the run has ended; 51022 called without a transaction.
   Result set: none; OUTPUT parameters.
   Lock order: ACM_Runs. */
CREATE OR ALTER PROCEDURE dbo.usp_LockRun
    @RunID       uniqueidentifier,
    @EquipID     int          = NULL OUTPUT,
    @WindowStart datetime2(3) = NULL OUTPUT,
    @WindowEnd   datetime2(3) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Outcome varchar(10),
            @Message nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_LockRun holds its lock for the caller''s transaction, and there is none.', 1;

        SELECT
            @EquipID     = r.EquipID,
            @WindowStart = r.WindowStart,
            @WindowEnd   = r.WindowEnd,
            @Outcome     = r.Outcome
        FROM dbo.ACM_Runs AS r WITH (UPDLOCK)
        WHERE r.RunID = @RunID;

        IF @Outcome IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no run ', @RunID, N'.');
            THROW 51001, @Message, 1;
        END;

        IF @Outcome <> 'RUNNING'
        BEGIN
            SET @Message = CONCAT(N'Run ', @RunID, N' has ended as ', @Outcome, N' and takes no more rows.');
            THROW 51002, @Message, 1;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
