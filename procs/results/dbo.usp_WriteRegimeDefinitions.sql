/* Purpose:    writes the regimes of the model that a run trained: deletes the rows that are no longer sent, upserts
               the rest.
   Contract:   @Rows holds all such rows of the run; replaying the call changes nothing. Cost and locks depend on the
               rows of the run. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a left-out
               @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_RegimeDefinitions, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteRegimeDefinitions
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_RegimeDefinitions_TVP READONLY,
    @Contract       binary(32) = NULL,
    @EmptyMeansNone bit        = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @ModelVersion    int,
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int          = 0,
        @RowsUpdated     int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteRegimeDefinitions', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteRegimeDefinitions was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        SELECT @ModelVersion = r.ModelVersion
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RegimeDefinitions AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE s.RegimeLabel = t.RegimeLabel
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_RegimeDefinitions AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_RegimeDefinitions AS t
            USING @Rows AS s
                ON t.RunID = @RunID
                AND t.RegimeLabel = s.RegimeLabel
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.RegimeName,
                    s.SharePct,
                    s.TrainRowCount,
                    s.Radius,
                    s.CentreJSON
                EXCEPT
                SELECT
                    t.RegimeName,
                    t.SharePct,
                    t.TrainRowCount,
                    t.Radius,
                    t.CentreJSON
            ) THEN
                UPDATE SET
                    RegimeName    = s.RegimeName,
                    SharePct      = s.SharePct,
                    TrainRowCount = s.TrainRowCount,
                    Radius        = s.Radius,
                    CentreJSON    = s.CentreJSON
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    RunID,
                    RegimeLabel,
                    EquipID,
                    ModelVersion,
                    RegimeName,
                    SharePct,
                    TrainRowCount,
                    Radius,
                    CentreJSON
                )
                VALUES
                (
                    @RunID,
                    s.RegimeLabel,
                    @EquipID,
                    @ModelVersion,
                    s.RegimeName,
                    s.SharePct,
                    s.TrainRowCount,
                    s.Radius,
                    s.CentreJSON
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_RegimeDefinitions',
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
