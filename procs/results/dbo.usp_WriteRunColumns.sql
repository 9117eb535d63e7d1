/* Purpose:    writes the columns that a run kept: deletes the rows that are no longer sent, upserts the rest.
   Contract:   @Rows holds all such rows of the run; replaying the call changes nothing. Cost and locks depend on the
               rows of the run. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a left-out
               @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_RunColumns, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteRunColumns
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_RunColumns_TVP READONLY,
    @Contract       binary(32) = NULL,
    @EmptyMeansNone bit        = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int          = 0,
        @RowsUpdated     int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteRunColumns', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteRunColumns was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        DELETE t
        FROM dbo.ACM_RunColumns AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE s.ColumnName = t.ColumnName
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_RunColumns AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_RunColumns AS t
            USING @Rows AS s
                ON t.RunID = @RunID
                AND t.ColumnName = s.ColumnName
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.ColumnOrdinal
                EXCEPT
                SELECT
                    t.ColumnOrdinal
            ) THEN
                UPDATE SET
                    ColumnOrdinal = s.ColumnOrdinal
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    RunID,
                    ColumnName,
                    EquipID,
                    ColumnOrdinal
                )
                VALUES
                (
                    @RunID,
                    s.ColumnName,
                    @EquipID,
                    s.ColumnOrdinal
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_RunColumns',
            @RowsInserted = @RowsInserted,
            @RowsUpdated  = @RowsUpdated,
            @RowsDeleted  = @RowsDeleted,
            @StartedAt    = @StartedAt;

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            @RowsInserted AS RowsInserted,
            @RowsUpdated  AS RowsUpdated,
            @RowsDeleted  AS RowsDeleted,
            @@TRANCOUNT   AS TranCount;
END;
GO
