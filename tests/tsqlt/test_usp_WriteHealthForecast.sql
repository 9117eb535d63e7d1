/* usp_WriteHealthForecast: the forecast of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteHealthForecast';
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthForecast_TVP;

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES
        ('2026-03-01T11:00:00', 80.5, 70.5, 90.5, 90.5, N'trend'),
        ('2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteHealthForecast.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.ForecastHealth,
        t.LowerHealth,
        t.UpperHealth,
        t.IntervalPct,
        t.Method
    INTO #Actual
    FROM dbo.ACM_HealthForecast AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T11:00:00', 80.5, 70.5, 90.5, 90.5, N'trend'),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteHealthForecast.[Write two rows];
    EXECUTE test_usp_WriteHealthForecast.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.ForecastHealth,
        t.LowerHealth,
        t.UpperHealth,
        t.IntervalPct,
        t.Method
    INTO #Actual
    FROM dbo.ACM_HealthForecast AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T11:00:00', 80.5, 70.5, 90.5, 90.5, N'trend'),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthForecast';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthForecast_TVP;

    EXECUTE test_usp_WriteHealthForecast.[Write two rows];

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES
        ('2026-03-01T11:00:00', 60.5, 40.5, 75.5, 80.5, N'flat'),
        ('2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.ForecastHealth,
        t.LowerHealth,
        t.UpperHealth,
        t.IntervalPct,
        t.Method
    INTO #Actual
    FROM dbo.ACM_HealthForecast AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T11:00:00', 60.5, 40.5, 75.5, 80.5, N'flat'),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthForecast';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthForecast_TVP;

    EXECUTE test_usp_WriteHealthForecast.[Write two rows];

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES ('2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.ForecastHealth,
        t.LowerHealth,
        t.UpperHealth,
        t.IntervalPct,
        t.Method
    INTO #Actual
    FROM dbo.ACM_HealthForecast AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T12:00:00', 70.5, 50.5, 100, 90.5, N'trend');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_HealthForecast';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_HealthForecast_TVP,
        @Count int;

    EXECUTE test_usp_WriteHealthForecast.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES ('2026-03-01T11:00:00', 80.5, 70.5, 90.5, 90.5, N'trend');

    EXECUTE dbo.usp_WriteHealthForecast @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_HealthForecast AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteHealthForecast.[Write two rows];
    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.ForecastHealth,
        t.LowerHealth,
        t.UpperHealth,
        t.IntervalPct,
        t.Method
    INTO #Actual
    FROM dbo.ACM_HealthForecast AS t
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
    AND   s.TableName = N'ACM_HealthForecast';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteHealthForecast.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that a forecast below its own lower bound is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthForecast_TVP;

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES ('2026-03-01T11:00:00', 60.5, 70.5, 90.5, 90.5, N'trend');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteHealthForecast.[test that a row before the window is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_HealthForecast_TVP;

    INSERT INTO @Rows (Timestamp, ForecastHealth, LowerHealth, UpperHealth, IntervalPct, Method)
    VALUES ('2026-03-01T09:59:59.999', 80.5, 70.5, 90.5, 90.5, N'trend');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteHealthForecast @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
