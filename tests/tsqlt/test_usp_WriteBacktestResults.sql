/* usp_WriteBacktestResults: what a back-test found, under the key that its client makes. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteBacktestResults';
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that the results are stored with the delay of the alarm]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES
        (0, 'NONE', NULL, NULL, '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL, NULL, 1.5, 0, 0.5),
        (
            1, 'STEP', N'bearing', 5.5, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1,
            '2026-03-01T10:10:00', 6.5, 1, NULL
        );

    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;

    SELECT
        t.BacktestID,
        t.ModelVersion,
        t.ConfigSignature,
        t.FaultNumber,
        t.FaultKind,
        t.SensorNames,
        t.FaultSize,
        t.FaultStart,
        t.FaultEnd,
        t.IsDetected,
        t.DetectedAt,
        t.MaxFusedZ,
        t.AlarmCount,
        t.FalseAlarmsPerWeek,
        t.DelaySeconds
    INTO #Actual
    FROM dbo.ACM_BacktestResults AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        BacktestID, ModelVersion, ConfigSignature, FaultNumber, FaultKind, SensorNames, FaultSize,
        FaultStart, FaultEnd, IsDetected, DetectedAt, MaxFusedZ, AlarmCount, FalseAlarmsPerWeek,
        DelaySeconds
    )
    VALUES
        (
            '66666666-6666-6666-6666-666666666666', 3, 'signature', 0, 'NONE', NULL, NULL,
            '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL, NULL, 1.5, 0, 0.5, NULL
        ),
        (
            '66666666-6666-6666-6666-666666666666', 3, 'signature', 1, 'STEP', N'bearing', 5.5,
            '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1, '2026-03-01T10:10:00', 6.5, 1, NULL, 600
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that a replay changes nothing]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES
        (0, 'NONE', NULL, NULL, '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL, NULL, 1.5, 0, 0.5),
        (
            1, 'STEP', N'bearing', 5.5, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1,
            '2026-03-01T10:10:00', 6.5, 1, NULL
        );

    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;

    UPDATE t
    SET t.RecordedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_BacktestResults AS t
    WHERE t.EquipID = 900001;

    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;

    SELECT
        t.FaultNumber,
        t.RecordedAt
    INTO #Actual
    FROM dbo.ACM_BacktestResults AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FaultNumber, RecordedAt)
    VALUES
        (0, '2026-03-01T10:00:00'),
        (1, '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that rows that are no longer sent go]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES
        (0, 'NONE', NULL, NULL, '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL, NULL, 1.5, 0, 0.5),
        (
            1, 'STEP', N'bearing', 5.5, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1,
            '2026-03-01T10:10:00', 6.5, 1, NULL
        );

    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;

    DELETE FROM @Rows
    WHERE FaultNumber = 1;

    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;

    SELECT t.FaultNumber
    INTO #Actual
    FROM dbo.ACM_BacktestResults AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FaultNumber)
    VALUES (0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that an alarm before its fault is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES
        (
            1, 'STEP', N'bearing', 5.5, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1,
            '2026-03-01T09:59:00', 6.5, 1, NULL
        );

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that a fault found at no time is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES (1, 'STEP', N'bearing', 5.5, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 1, NULL, 6.5, 1, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that a call without rows is an error]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900001,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteBacktestResults.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_BacktestResults_TVP;

    INSERT INTO @Rows
    (
        FaultNumber, FaultKind, SensorNames, FaultSize, FaultStart, FaultEnd, IsDetected, DetectedAt,
        MaxFusedZ, AlarmCount, FalseAlarmsPerWeek
    )
    VALUES (0, 'NONE', NULL, NULL, '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL, NULL, 1.5, 0, 0.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_WriteBacktestResults
        @EquipID         = 900009,
        @BacktestID      = '66666666-6666-6666-6666-666666666666',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @Rows            = @Rows;
END;
GO
