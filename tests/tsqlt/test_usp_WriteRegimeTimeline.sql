/* usp_WriteRegimeTimeline: regimes of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteRegimeTimeline';
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES
        ('2026-03-01T10:00:00', 2, 0.5, 0.75),
        ('2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.RegimeLabel,
        t.RegimeDistance,
        t.Confidence
    INTO #Actual
    FROM dbo.ACM_RegimeTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 2, 0.5, 0.75),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];
    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.RegimeLabel,
        t.RegimeDistance,
        t.Confidence
    INTO #Actual
    FROM dbo.ACM_RegimeTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 2, 0.5, 0.75),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES
        ('2026-03-01T10:00:00', 3, 1.5, 0.25),
        ('2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.RegimeLabel,
        t.RegimeDistance,
        t.Confidence
    INTO #Actual
    FROM dbo.ACM_RegimeTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:00:00', 3, 1.5, 0.25),
        ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.RegimeLabel,
        t.RegimeDistance,
        t.Confidence
    INTO #Actual
    FROM dbo.ACM_RegimeTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, EquipID, Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('11111111-1111-1111-1111-111111111111', 900001, '2026-03-01T10:30:00', -1, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_RegimeTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_RegimeTimeline_TVP,
        @Count int;

    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('2026-03-01T10:00:00', 2, 0.5, 0.75);

    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_RegimeTimeline AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];
    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.Timestamp,
        t.RegimeLabel,
        t.RegimeDistance,
        t.Confidence
    INTO #Actual
    FROM dbo.ACM_RegimeTimeline AS t
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
    AND   s.TableName = N'ACM_RegimeTimeline';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteRegimeTimeline.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that a confidence above 1 is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('2026-03-01T10:00:00', 2, 0.5, 1.5);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that the end of the window is outside]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('2026-03-01T11:00:00', 2, 0.5, 0.75);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteRegimeTimeline.[test that a row before the window is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RegimeTimeline_TVP;

    INSERT INTO @Rows (Timestamp, RegimeLabel, RegimeDistance, Confidence)
    VALUES ('2026-03-01T09:59:59.999', 2, 0.5, 0.75);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51007;
    EXECUTE dbo.usp_WriteRegimeTimeline @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
