/* usp_WritePCALoadings: loadings of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WritePCALoadings';
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_PCA_Loadings_TVP;

    INSERT INTO @Rows (ComponentNumber, SensorName, Loading)
    VALUES
        (1, N'bearing', 0.5),
        (1, N'flow', -0.5);

    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WritePCALoadings.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.ComponentNumber,
        t.SensorName,
        t.Loading
    INTO #Actual
    FROM dbo.ACM_PCA_Loadings AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, ModelVersion, ComponentNumber, SensorName, Loading)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'bearing', 0.5),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'flow', -0.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WritePCALoadings.[Write two rows];
    EXECUTE test_usp_WritePCALoadings.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.ComponentNumber,
        t.SensorName,
        t.Loading
    INTO #Actual
    FROM dbo.ACM_PCA_Loadings AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, ModelVersion, ComponentNumber, SensorName, Loading)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'bearing', 0.5),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'flow', -0.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_PCA_Loadings';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_PCA_Loadings_TVP;

    EXECUTE test_usp_WritePCALoadings.[Write two rows];

    INSERT INTO @Rows (ComponentNumber, SensorName, Loading)
    VALUES
        (1, N'bearing', 0.75),
        (1, N'flow', -0.5);

    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.ComponentNumber,
        t.SensorName,
        t.Loading
    INTO #Actual
    FROM dbo.ACM_PCA_Loadings AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, ModelVersion, ComponentNumber, SensorName, Loading)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'bearing', 0.75),
        ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'flow', -0.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_PCA_Loadings';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_PCA_Loadings_TVP;

    EXECUTE test_usp_WritePCALoadings.[Write two rows];

    INSERT INTO @Rows (ComponentNumber, SensorName, Loading)
    VALUES (1, N'flow', -0.5);

    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.ComponentNumber,
        t.SensorName,
        t.Loading
    INTO #Actual
    FROM dbo.ACM_PCA_Loadings AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, ModelVersion, ComponentNumber, SensorName, Loading)
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, 3, 1, N'flow', -0.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_PCA_Loadings';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_PCA_Loadings_TVP,
        @Count int;

    EXECUTE test_usp_WritePCALoadings.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows (ComponentNumber, SensorName, Loading)
    VALUES (1, N'bearing', 0.5);

    EXECUTE dbo.usp_WritePCALoadings @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_PCA_Loadings AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WritePCALoadings.[Write two rows];
    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.ModelVersion,
        t.ComponentNumber,
        t.SensorName,
        t.Loading
    INTO #Actual
    FROM dbo.ACM_PCA_Loadings AS t
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
    AND   s.TableName = N'ACM_PCA_Loadings';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WritePCALoadings.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WritePCALoadings.[test that a component 0 is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_PCA_Loadings_TVP;

    INSERT INTO @Rows (ComponentNumber, SensorName, Loading)
    VALUES (0, N'bearing', 0.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WritePCALoadings @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
