/* Purpose:    writes the calibration of the model that a run trained: deletes the rows that are no longer sent,
               upserts the rest.
   Contract:   @Rows holds all such rows of the run; replaying the call changes nothing. Cost and locks depend on the
               rows of the run. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a left-out
               @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_CalibrationSummary, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteCalibrationSummary
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_CalibrationSummary_TVP READONLY,
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
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteCalibrationSummary', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteCalibrationSummary was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        SELECT @ModelVersion = r.ModelVersion
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_CalibrationSummary AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE s.DetectorName = t.DetectorName
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_CalibrationSummary AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_CalibrationSummary AS t
            USING @Rows AS s
                ON t.RunID = @RunID
                AND t.DetectorName = s.DetectorName
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.RawMedian,
                    s.RawSpread,
                    s.CalibrationQuantile,
                    s.AlarmLimitRaw,
                    s.TrainAlarmPct,
                    s.SampleCount
                EXCEPT
                SELECT
                    t.RawMedian,
                    t.RawSpread,
                    t.CalibrationQuantile,
                    t.AlarmLimitRaw,
                    t.TrainAlarmPct,
                    t.SampleCount
            ) THEN
                UPDATE SET
                    RawMedian           = s.RawMedian,
                    RawSpread           = s.RawSpread,
                    CalibrationQuantile = s.CalibrationQuantile,
                    AlarmLimitRaw       = s.AlarmLimitRaw,
                    TrainAlarmPct       = s.TrainAlarmPct,
                    SampleCount         = s.SampleCount
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    RunID,
                    DetectorName,
                    EquipID,
                    ModelVersion,
                    RawMedian,
                    RawSpread,
                    CalibrationQuantile,
                    AlarmLimitRaw,
                    TrainAlarmPct,
                    SampleCount
                )
                VALUES
                (
                    @RunID,
                    s.DetectorName,
                    @EquipID,
                    @ModelVersion,
                    s.RawMedian,
                    s.RawSpread,
                    s.CalibrationQuantile,
                    s.AlarmLimitRaw,
                    s.TrainAlarmPct,
                    s.SampleCount
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_CalibrationSummary',
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
