/* usp_WriteRegimeDefinitions: the regimes of a model of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteRegimeDefinitions';
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeDefinitions_TVP;

    INSERT INTO @Rows (RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON)
    VALUES
        (0, N'full load', 75.5, 600, 1.5, N'{"flow": 20}'),
        (1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.RegimeLabel,
        t.RegimeName,
        t.SharePct,
        t.TrainRowCount,
        t.Radius,
        t.CentreJSON
    INTO #Actual
    FROM dbo.ACM_RegimeDefinitions AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, ModelVersion, RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON
    )
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 0, N'full load', 75.5, 600, 1.5, N'{"flow": 20}'),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];
    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.RegimeLabel,
        t.RegimeName,
        t.SharePct,
        t.TrainRowCount,
        t.Radius,
        t.CentreJSON
    INTO #Actual
    FROM dbo.ACM_RegimeDefinitions AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, ModelVersion, RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON
    )
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 0, N'full load', 75.5, 600, 1.5, N'{"flow": 20}'),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeDefinitions';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeDefinitions_TVP;

    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];

    INSERT INTO @Rows (RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON)
    VALUES
        (0, N'part load', 60.5, 500, 2.5, N'{"flow": 12}'),
        (1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.RegimeLabel,
        t.RegimeName,
        t.SharePct,
        t.TrainRowCount,
        t.Radius,
        t.CentreJSON
    INTO #Actual
    FROM dbo.ACM_RegimeDefinitions AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, ModelVersion, RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON
    )
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 0, N'part load', 60.5, 500, 2.5, N'{"flow": 12}'),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeDefinitions';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeDefinitions_TVP;

    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];

    INSERT INTO @Rows (RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON)
    VALUES (1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.RegimeLabel,
        t.RegimeName,
        t.SharePct,
        t.TrainRowCount,
        t.Radius,
        t.CentreJSON
    INTO #Actual
    FROM dbo.ACM_RegimeDefinitions AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, ModelVersion, RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON
    )
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, NULL, 24.5, NULL, NULL, N'{}');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeDefinitions';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_RegimeDefinitions_TVP,
        @Count int;

    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows (RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON)
    VALUES (0, N'full load', 75.5, 600, 1.5, N'{"flow": 20}');

    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_RegimeDefinitions AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];
    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.RegimeLabel,
        t.RegimeName,
        t.SharePct,
        t.TrainRowCount,
        t.Radius,
        t.CentreJSON
    INTO #Actual
    FROM dbo.ACM_RegimeDefinitions AS t
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
    AND   s.TableName = N'ACM_RegimeDefinitions';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteRegimeDefinitions.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeDefinitions.[test that a centre that is no JSON is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeDefinitions_TVP;

    INSERT INTO @Rows (RegimeLabel, RegimeName, SharePct, TrainRowCount, Radius, CentreJSON)
    VALUES (0, N'full load', 75.5, 600, 1.5, N'flow: 20');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
