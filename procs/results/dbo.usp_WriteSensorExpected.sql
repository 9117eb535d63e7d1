/* Purpose:    writes actual against expected sensor values of a run: deletes the rows that are no longer sent, upserts
               the rest.
   Contract:   @Rows holds all rows of the run's window; replaying the call changes nothing. Cost and locks depend
               on the rows of the window, never on the size of the table. @EmptyMeansNone lets usp_FinalizeRun
               say that the run has no rows; elsewhere a left-out @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51007 a row lies
               outside the run's window; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_SensorExpected, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteSensorExpected
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_SensorExpected_TVP READONLY,
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
        @WindowEnd       datetime2(3),
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int          = 0,
        @RowsUpdated     int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteSensorExpected', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteSensorExpected was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun
            @RunID       = @RunID,
            @EquipID     = @EquipID OUTPUT,
            @WindowStart = @WindowStart OUTPUT,
            @WindowEnd   = @WindowEnd OUTPUT;

        IF EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE CAST(s.Timestamp AS datetime2(3)) < @WindowStart
            OR    CAST(s.Timestamp AS datetime2(3)) >= @WindowEnd
        )
            THROW 51007, N'usp_WriteSensorExpected was given a row outside the window of its run.', 1;

        DELETE t
        FROM dbo.ACM_SensorExpected AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE CAST(s.Timestamp AS datetime2(3)) = t.Timestamp
            AND   s.SensorName = t.SensorName
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            /* What is left of the run in its window is in @Rows too: the count tells inserts from updates. */
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_SensorExpected AS t
            WHERE t.EquipID = @EquipID
            AND   t.Timestamp >= @WindowStart
            AND   t.Timestamp < @WindowEnd
            AND   t.RunID = @RunID;

            MERGE dbo.ACM_SensorExpected AS t
            USING @Rows AS s
                ON t.EquipID = @EquipID
                AND t.Timestamp = CAST(s.Timestamp AS datetime2(3))
                AND t.RunID = @RunID
                AND t.SensorName = s.SensorName
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.ActualValue,
                    s.ExpectedValue,
                    s.ResidualZ
                EXCEPT
                SELECT
                    t.ActualValue,
                    t.ExpectedValue,
                    t.ResidualZ
            ) THEN
                UPDATE SET
                    ActualValue   = s.ActualValue,
                    ExpectedValue = s.ExpectedValue,
                    ResidualZ     = s.ResidualZ
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    EquipID,
                    Timestamp,
                    RunID,
                    SensorName,
                    ActualValue,
                    ExpectedValue,
                    ResidualZ
                )
                VALUES
                (
                    @EquipID,
                    s.Timestamp,
                    @RunID,
                    s.SensorName,
                    s.ActualValue,
                    s.ExpectedValue,
                    s.ResidualZ
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_SensorExpected',
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
