/* Purpose:    writes the data quality of a run, sensor by sensor: deletes the rows that are no longer sent, upserts
               the rest.
   Contract:   @Rows holds all such rows of the run; replaying the call changes nothing. Cost and locks depend on the
               rows of the run. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a left-out
               @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_DataQuality, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteDataQuality
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_DataQuality_TVP READONLY,
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
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteDataQuality', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteDataQuality was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        DELETE t
        FROM dbo.ACM_DataQuality AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE s.SensorName = t.SensorName
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_DataQuality AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_DataQuality AS t
            USING @Rows AS s
                ON t.RunID = @RunID
                AND t.SensorName = s.SensorName
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.RowsPresent,
                    s.RowsMissing,
                    s.RowsStuck,
                    s.RowsNonFinite,
                    s.RowsOutOfRange,
                    s.MinValue,
                    s.MaxValue,
                    s.MeanValue,
                    s.StdValue,
                    s.LongestGapSeconds,
                    s.QualityLabel
                EXCEPT
                SELECT
                    t.RowsPresent,
                    t.RowsMissing,
                    t.RowsStuck,
                    t.RowsNonFinite,
                    t.RowsOutOfRange,
                    t.MinValue,
                    t.MaxValue,
                    t.MeanValue,
                    t.StdValue,
                    t.LongestGapSeconds,
                    t.QualityLabel
            ) THEN
                UPDATE SET
                    RowsPresent       = s.RowsPresent,
                    RowsMissing       = s.RowsMissing,
                    RowsStuck         = s.RowsStuck,
                    RowsNonFinite     = s.RowsNonFinite,
                    RowsOutOfRange    = s.RowsOutOfRange,
                    MinValue          = s.MinValue,
                    MaxValue          = s.MaxValue,
                    MeanValue         = s.MeanValue,
                    StdValue          = s.StdValue,
                    LongestGapSeconds = s.LongestGapSeconds,
                    QualityLabel      = s.QualityLabel
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    RunID,
                    SensorName,
                    EquipID,
                    RowsPresent,
                    RowsMissing,
                    RowsStuck,
                    RowsNonFinite,
                    RowsOutOfRange,
                    MinValue,
                    MaxValue,
                    MeanValue,
                    StdValue,
                    LongestGapSeconds,
                    QualityLabel
                )
                VALUES
                (
                    @RunID,
                    s.SensorName,
                    @EquipID,
                    s.RowsPresent,
                    s.RowsMissing,
                    s.RowsStuck,
                    s.RowsNonFinite,
                    s.RowsOutOfRange,
                    s.MinValue,
                    s.MaxValue,
                    s.MeanValue,
                    s.StdValue,
                    s.LongestGapSeconds,
                    s.QualityLabel
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_DataQuality',
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
