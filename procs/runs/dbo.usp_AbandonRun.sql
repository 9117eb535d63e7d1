/* Purpose:    ends a run as ABANDONED: what it left is deleted, and the coldstart that it began has failed.
   Contract:   called by usp_AbandonStaleRuns and usp_StartRun inside their transaction, with the rows of the run and of
               the lease locked, so that its worker cannot end it any more.
   Errors:     51001 no such run; 51002 the run has ended; 51022 called without a transaction.
   Result set: none.
   Lock order: ACM_Runs, result tables, ACM_ColdstartState. */
CREATE OR ALTER PROCEDURE dbo.usp_AbandonRun
    @RunID        uniqueidentifier,
    @ErrorMessage nvarchar(1000)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Now datetime2(3) = SYSUTCDATETIME();

        EXECUTE dbo.usp_ClearRun @RunID = @RunID;

        UPDATE r
        SET
            r.Outcome      = 'ABANDONED',
            r.CompletedAt  = IIF(@Now > r.StartedAt, @Now, r.StartedAt),
            r.ErrorMessage = @ErrorMessage
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;

        IF EXISTS
        (
            SELECT 1
            FROM dbo.ACM_Runs AS r
            INNER JOIN dbo.ACM_ColdstartState AS c
                ON  c.EquipID = r.EquipID
                AND c.LastRunID = r.RunID
            WHERE r.RunID = @RunID
            AND   c.Status = 'IN_PROGRESS'
        )
            EXECUTE dbo.usp_EndColdstart @RunID = @RunID, @HasModel = 0, @ErrorMessage = @ErrorMessage;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
