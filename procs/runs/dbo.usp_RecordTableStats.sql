/* Purpose:    records what a writer did to one table in one run, and how long it took.
   Contract:   called by the writers inside their transaction, after usp_LockRun.
   Errors:     51022 called without a transaction.
   Result set: none.
   Lock order: ACM_RunTableStats (after ACM_Runs, by the caller). */
CREATE OR ALTER PROCEDURE dbo.usp_RecordTableStats
    @RunID        uniqueidentifier,
    @TableName    sysname,
    @RowsInserted int,
    @RowsUpdated  int,
    @RowsDeleted  int,
    @StartedAt    datetime2(7)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_RecordTableStats belongs to its writer''s transaction, and there is none.', 1;

        MERGE dbo.ACM_RunTableStats AS t
        USING
        (
            VALUES (@RunID, @TableName, DATEDIFF(MILLISECOND, @StartedAt, SYSUTCDATETIME()))
        ) AS s (RunID, TableName, Milliseconds)
            ON t.RunID = s.RunID
            AND t.TableName = s.TableName
        WHEN MATCHED THEN
            UPDATE SET
                RowsInserted = @RowsInserted,
                RowsUpdated  = @RowsUpdated,
                RowsDeleted  = @RowsDeleted,
                Milliseconds = IIF(s.Milliseconds > 0, s.Milliseconds, 0)
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (RunID, TableName, RowsInserted, RowsUpdated, RowsDeleted, Milliseconds)
            VALUES (s.RunID, s.TableName, @RowsInserted, @RowsUpdated, @RowsDeleted,
                IIF(s.Milliseconds > 0, s.Milliseconds, 0));
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
