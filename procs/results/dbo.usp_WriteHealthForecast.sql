/* Purpose:    writes the health forecast of a run: deletes the rows that are no longer sent, upserts the rest.
   Contract:   @Rows holds all such rows of the run; replaying the call changes nothing. Cost and locks depend on the
               rows of the run. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a left-out
               @Rows is an error. The rows look ahead, so they may lie after the window.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51007 a row lies before
               the run's window; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_HealthForecast, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteHealthForecast
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_HealthForecast_TVP READONLY,
    @Contract       binary(32) = NULL,
    @EmptyMeansNone bit        = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @WindowStart     datetime2(3),
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int          = 0,
        @RowsUpdated     int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteHealthForecast', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteHealthForecast was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT, @WindowStart = @WindowStart OUTPUT;

        IF EXISTS (SELECT 1 FROM @Rows AS s WHERE CAST(s.Timestamp AS datetime2(3)) < @WindowStart)
            THROW 51007, N'usp_WriteHealthForecast was given a row before the window of its run.', 1;

        DELETE t
        FROM dbo.ACM_HealthForecast AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE CAST(s.Timestamp AS datetime2(3)) = t.Timestamp
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_HealthForecast AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_HealthForecast AS t
            USING
            (
                SELECT
                    CAST(r.Timestamp AS datetime2(3)) AS Timestamp,
                    r.ForecastHealth,
                    r.LowerHealth,
                    r.UpperHealth,
                    r.IntervalPct,
                    r.Method
                FROM @Rows AS r
            ) AS s
                ON t.EquipID = @EquipID
                AND t.Timestamp = s.Timestamp
                AND t.RunID = @RunID
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.ForecastHealth,
                    s.LowerHealth,
                    s.UpperHealth,
                    s.IntervalPct,
                    s.Method
                EXCEPT
                SELECT
                    t.ForecastHealth,
                    t.LowerHealth,
                    t.UpperHealth,
                    t.IntervalPct,
                    t.Method
            ) THEN
                UPDATE SET
                    ForecastHealth = s.ForecastHealth,
                    LowerHealth    = s.LowerHealth,
                    UpperHealth    = s.UpperHealth,
                    IntervalPct    = s.IntervalPct,
                    Method         = s.Method
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    EquipID,
                    Timestamp,
                    RunID,
                    ForecastHealth,
                    LowerHealth,
                    UpperHealth,
                    IntervalPct,
                    Method
                )
                VALUES
                (
                    @EquipID,
                    s.Timestamp,
                    @RunID,
                    s.ForecastHealth,
                    s.LowerHealth,
                    s.UpperHealth,
                    s.IntervalPct,
                    s.Method
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_HealthForecast',
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
