/* usp_WriteHealthTimeline: health of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteHealthTimeline';
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES
        ('2026-03-01T10:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing'),
        ('2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL, 0, NULL);

    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm,
        TopSensor
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING',
            2, 0, N'bearing'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL,
            0, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];
    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm,
        TopSensor
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING',
            2, 0, N'bearing'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL,
            0, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES
        ('2026-03-01T10:00:00', 12.5, 'ALERT', 3.25, 'STARTING', 4, 1, N'flow'),
        ('2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL, 0, NULL);

    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm,
        TopSensor
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 12.5, 'ALERT', 3.25, 'STARTING',
            4, 1, N'flow'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL,
            0, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL, 0, NULL);

    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm,
        TopSensor
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', NULL, NULL, NULL, 'IDLE', NULL,
            0, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_HealthTimeline_TVP,
        @Count int;

    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T10:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteHealthTimeline.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a health above 100 is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T10:00:00', 100.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that the end of the window is outside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T11:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a row before the window is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T09:59:59.999', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that two rows of the same millisecond are refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES
        ('2026-03-01T10:00:00', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing'),
        ('2026-03-01T10:00:00.0001', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 2627;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that a time that rounds to the end of the window is outside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T10:59:59.9999999', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthTimeline.[test that the last millisecond of the window is inside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthTimeline_TVP;

    INSERT INTO @Rows
    (
        Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm, TopSensor
    )
    VALUES ('2026-03-01T10:59:59.999', 99.5, 'HEALTHY', 0.25, 'RUNNING', 2, 0, N'bearing');

    EXECUTE dbo.usp_WriteHealthTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.RegimeLabel,
        t.IsAlarm,
        t.TopSensor
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, RegimeLabel, IsAlarm,
        TopSensor
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:59:59.999', 99.5, 'HEALTHY', 0.25,
            'RUNNING', 2, 0, N'bearing'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
