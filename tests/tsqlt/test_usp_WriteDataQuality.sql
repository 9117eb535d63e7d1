/* usp_WriteDataQuality: data quality of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteDataQuality';
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQuality_TVP;

    INSERT INTO @Rows
    (
        SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue, MaxValue,
        MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (N'bearing', 60, 1, 2, 3, 4, 10.5, 90.5, 50.5, 5.5, 120.5, 'GOOD'),
        (N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 'BAD');

    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteDataQuality.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.SensorName,
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
    INTO #Actual
    FROM dbo.ACM_DataQuality AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue,
        MaxValue, MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'bearing', 60, 1, 2, 3, 4, 10.5, 90.5, 50.5, 5.5,
            120.5, 'GOOD'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL,
            'BAD'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteDataQuality.[Write two rows];
    EXECUTE test_usp_WriteDataQuality.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.SensorName,
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
    INTO #Actual
    FROM dbo.ACM_DataQuality AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue,
        MaxValue, MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'bearing', 60, 1, 2, 3, 4, 10.5, 90.5, 50.5, 5.5,
            120.5, 'GOOD'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL,
            'BAD'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_DataQuality';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQuality_TVP;

    EXECUTE test_usp_WriteDataQuality.[Write two rows];

    INSERT INTO @Rows
    (
        SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue, MaxValue,
        MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (N'bearing', 50, 11, 12, 13, 14, 11.5, 91.5, 51.5, 6.5, 121.5, 'SUSPECT'),
        (N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 'BAD');

    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.SensorName,
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
    INTO #Actual
    FROM dbo.ACM_DataQuality AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue,
        MaxValue, MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'bearing', 50, 11, 12, 13, 14, 11.5, 91.5, 51.5, 6.5,
            121.5, 'SUSPECT'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL,
            'BAD'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_DataQuality';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQuality_TVP;

    EXECUTE test_usp_WriteDataQuality.[Write two rows];

    INSERT INTO @Rows
    (
        SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue, MaxValue,
        MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES (N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 'BAD');

    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.SensorName,
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
    INTO #Actual
    FROM dbo.ACM_DataQuality AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue,
        MaxValue, MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'flow', 0, 60, 0, 0, 0, NULL, NULL, NULL, NULL, NULL,
            'BAD'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_DataQuality';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_DataQuality_TVP,
        @Count int;

    EXECUTE test_usp_WriteDataQuality.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows
    (
        SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue, MaxValue,
        MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES (N'bearing', 60, 1, 2, 3, 4, 10.5, 90.5, 50.5, 5.5, 120.5, 'GOOD');

    EXECUTE dbo.usp_WriteDataQuality @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_DataQuality AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteDataQuality.[Write two rows];
    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.SensorName,
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
    INTO #Actual
    FROM dbo.ACM_DataQuality AS t
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
    AND   s.TableName = N'ACM_DataQuality';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteDataQuality.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteDataQuality.[test that a negative count is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQuality_TVP;

    INSERT INTO @Rows
    (
        SensorName, RowsPresent, RowsMissing, RowsStuck, RowsNonFinite, RowsOutOfRange, MinValue, MaxValue,
        MeanValue, StdValue, LongestGapSeconds, QualityLabel
    )
    VALUES (N'bearing', 60, 1, -1, 3, 4, 10.5, 90.5, 50.5, 5.5, 120.5, 'GOOD');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteDataQuality @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
