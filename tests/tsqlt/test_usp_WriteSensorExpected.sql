/* usp_WriteSensorExpected: expected values of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteSensorExpected';
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 71.5, 60.5, 5.5),
        ('2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteSensorExpected.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', N'bearing', 71.5, 60.5, 5.5),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteSensorExpected.[Write two rows];
    EXECUTE test_usp_WriteSensorExpected.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', N'bearing', 71.5, 60.5, 5.5),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_SensorExpected';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    EXECUTE test_usp_WriteSensorExpected.[Write two rows];

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 72.5, 61.5, 6.5),
        ('2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', N'bearing', 72.5, 61.5, 6.5),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_SensorExpected';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    EXECUTE test_usp_WriteSensorExpected.[Write two rows];

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', N'flow', NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_SensorExpected';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_SensorExpected_TVP,
        @Count int;

    EXECUTE test_usp_WriteSensorExpected.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T10:00:00', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE dbo.usp_WriteSensorExpected @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteSensorExpected.[Write two rows];
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
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
    AND   s.TableName = N'ACM_SensorExpected';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteSensorExpected.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that the end of the window is outside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T11:00:00', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that a row before the window is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T09:59:59.999', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that two rows of the same millisecond are refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 71.5, 60.5, 5.5),
        ('2026-03-01T10:00:00.0001', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 2627;
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that a time that rounds to the end of the window is outside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T10:59:59.9999999', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteSensorExpected.[test that the last millisecond of the window is inside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_SensorExpected_TVP;

    INSERT INTO @Rows (Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('2026-03-01T10:59:59.999', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE dbo.usp_WriteSensorExpected @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.SensorName,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ
    INTO #Actual
    FROM dbo.ACM_SensorExpected AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, SensorName, ActualValue, ExpectedValue, ResidualZ)
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:59:59.999', N'bearing', 71.5, 60.5, 5.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
