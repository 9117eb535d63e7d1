/* Purpose:    stores what a back-test of a machine found: deletes the rows that are no longer sent, upserts the rest.
   Contract:   a back-test replays history and injects faults; it claims no window and is no run, so its key is the
               BacktestID that the client makes. Replaying the call changes nothing.
   Errors:     51006 @Contract is not the type's; 51008 no such machine; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_BacktestResults. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteBacktestResults
    @EquipID         int,
    @BacktestID      uniqueidentifier,
    @ModelVersion    int,
    @ConfigSignature varchar(64),
    @Rows            dbo.ACM_BacktestResults_TVP READONLY,
    @Contract        binary(32) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int = 0,
        @RowsUpdated     int = 0,
        @RowsDeleted     int = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteBacktestResults', @Contract = @Contract;

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0
            THROW 51009, N'usp_WriteBacktestResults was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        DELETE t
        FROM dbo.ACM_BacktestResults AS t WITH (UPDLOCK, HOLDLOCK)
        WHERE t.EquipID = @EquipID
        AND   t.BacktestID = @BacktestID
        AND   NOT EXISTS (SELECT 1 FROM @Rows AS s WHERE s.FaultNumber = t.FaultNumber);
        SET @RowsDeleted = @@ROWCOUNT;

        SELECT @RowsFound = COUNT(*)
        FROM dbo.ACM_BacktestResults AS t
        WHERE t.EquipID = @EquipID
        AND   t.BacktestID = @BacktestID;

        MERGE dbo.ACM_BacktestResults AS t
        USING
        (
            SELECT
                r.FaultNumber,
                r.FaultKind,
                r.SensorNames,
                r.FaultSize,
                CAST(r.FaultStart AS datetime2(3)) AS FaultStart,
                CAST(r.FaultEnd AS datetime2(3))   AS FaultEnd,
                r.IsDetected,
                CAST(r.DetectedAt AS datetime2(3)) AS DetectedAt,
                r.MaxFusedZ,
                r.AlarmCount,
                r.FalseAlarmsPerWeek
            FROM @Rows AS r
        ) AS s
            ON t.EquipID = @EquipID
            AND t.BacktestID = @BacktestID
            AND t.FaultNumber = s.FaultNumber
        WHEN MATCHED AND EXISTS
        (
            SELECT
                s.FaultKind, s.SensorNames, s.FaultSize, s.FaultStart, s.FaultEnd, s.IsDetected, s.DetectedAt,
                s.MaxFusedZ, s.AlarmCount, s.FalseAlarmsPerWeek, @ModelVersion, @ConfigSignature
            EXCEPT
            SELECT
                t.FaultKind, t.SensorNames, t.FaultSize, t.FaultStart, t.FaultEnd, t.IsDetected, t.DetectedAt,
                t.MaxFusedZ, t.AlarmCount, t.FalseAlarmsPerWeek, t.ModelVersion, t.ConfigSignature
        ) THEN
            UPDATE SET
                FaultKind          = s.FaultKind,
                SensorNames        = s.SensorNames,
                FaultSize          = s.FaultSize,
                FaultStart         = s.FaultStart,
                FaultEnd           = s.FaultEnd,
                IsDetected         = s.IsDetected,
                DetectedAt         = s.DetectedAt,
                MaxFusedZ          = s.MaxFusedZ,
                AlarmCount         = s.AlarmCount,
                FalseAlarmsPerWeek = s.FalseAlarmsPerWeek,
                ModelVersion       = @ModelVersion,
                ConfigSignature    = @ConfigSignature
        WHEN NOT MATCHED BY TARGET THEN
            INSERT
            (
                EquipID, BacktestID, FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd,
                IsDetected, DetectedAt, MaxFusedZ, AlarmCount, FalseAlarmsPerWeek, ModelVersion, ConfigSignature
            )
            VALUES
            (
                @EquipID, @BacktestID, s.FaultNumber, s.FaultKind, s.SensorNames, s.FaultSize, s.FaultStart, s.FaultEnd,
                s.IsDetected, s.DetectedAt, s.MaxFusedZ, s.AlarmCount, s.FalseAlarmsPerWeek, @ModelVersion,
                @ConfigSignature
            );
        SET @RowsUpdated = @@ROWCOUNT;
        SET @RowsInserted = @RowsGiven - @RowsFound;
        SET @RowsUpdated = @RowsUpdated - @RowsInserted;

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
