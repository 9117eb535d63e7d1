/* usp_WriteEpisodeCulprits: culprits of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteEpisodeCulprits';
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Episode;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_EpisodeCulprits_TVP;

    INSERT INTO @Rows
    (
        EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
    )
    VALUES
        ('33333333-3333-3333-3333-333333333333', N'bearing', 1, 75.5, 'UP', 71.5, 60.5, 11),
        ('33333333-3333-3333-3333-333333333333', N'flow', 2, 24.5, 'ERRATIC', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.SensorName,
        t.CulpritRank,
        t.SharePct,
        t.Direction,
        t.ActualMean,
        t.ExpectedMean,
        t.DeltaValue
    INTO #Actual
    FROM dbo.ACM_EpisodeCulprits AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean,
        DeltaValue
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'bearing', 1,
            75.5, 'UP', 71.5, 60.5, 11
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'flow', 2,
            24.5, 'ERRATIC', NULL, NULL, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];
    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.SensorName,
        t.CulpritRank,
        t.SharePct,
        t.Direction,
        t.ActualMean,
        t.ExpectedMean,
        t.DeltaValue
    INTO #Actual
    FROM dbo.ACM_EpisodeCulprits AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean,
        DeltaValue
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'bearing', 1,
            75.5, 'UP', 71.5, 60.5, 11
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'flow', 2,
            24.5, 'ERRATIC', NULL, NULL, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_EpisodeCulprits';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_EpisodeCulprits_TVP;

    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];

    INSERT INTO @Rows
    (
        EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
    )
    VALUES
        ('33333333-3333-3333-3333-333333333333', N'bearing', 3, 50.5, 'DOWN', 72.5, 61.5, 10),
        ('33333333-3333-3333-3333-333333333333', N'flow', 2, 24.5, 'ERRATIC', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.SensorName,
        t.CulpritRank,
        t.SharePct,
        t.Direction,
        t.ActualMean,
        t.ExpectedMean,
        t.DeltaValue
    INTO #Actual
    FROM dbo.ACM_EpisodeCulprits AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean,
        DeltaValue
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'bearing', 3,
            50.5, 'DOWN', 72.5, 61.5, 10
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'flow', 2,
            24.5, 'ERRATIC', NULL, NULL, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_EpisodeCulprits';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_EpisodeCulprits_TVP;

    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];

    INSERT INTO @Rows
    (
        EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
    )
    VALUES ('33333333-3333-3333-3333-333333333333', N'flow', 2, 24.5, 'ERRATIC', NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.SensorName,
        t.CulpritRank,
        t.SharePct,
        t.Direction,
        t.ActualMean,
        t.ExpectedMean,
        t.DeltaValue
    INTO #Actual
    FROM dbo.ACM_EpisodeCulprits AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean,
        DeltaValue
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333', N'flow', 2,
            24.5, 'ERRATIC', NULL, NULL, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_EpisodeCulprits';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_EpisodeCulprits_TVP,
        @Count int;

    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];
    EXECUTE arrange.AnotherRun;
    EXECUTE arrange.Episode @RunID = '99999999-9999-9999-9999-999999999999';

    INSERT INTO @Rows
    (
        EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
    )
    VALUES ('33333333-3333-3333-3333-333333333333', N'bearing', 1, 75.5, 'UP', 71.5, 60.5, 11);

    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_EpisodeCulprits AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];
    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.SensorName,
        t.CulpritRank,
        t.SharePct,
        t.Direction,
        t.ActualMean,
        t.ExpectedMean,
        t.DeltaValue
    INTO #Actual
    FROM dbo.ACM_EpisodeCulprits AS t
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
    AND   s.TableName = N'ACM_EpisodeCulprits';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteEpisodeCulprits.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodeCulprits.[test that an episode that the run does not have is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_EpisodeCulprits_TVP;

    INSERT INTO @Rows
    (
        EpisodeID, SensorName, CulpritRank, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
    )
    VALUES ('44444444-4444-4444-4444-444444444444', N'bearing', 1, 75.5, 'UP', 71.5, 60.5, 11);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
