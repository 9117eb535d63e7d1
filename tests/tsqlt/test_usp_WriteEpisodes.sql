/* usp_WriteEpisodes: episodes of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteEpisodes';
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_Episodes_TVP;

    INSERT INTO @Rows
    (
        EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount,
        Summary
    )
    VALUES
        (
            '33333333-3333-3333-3333-333333333333', '2026-03-01T10:10:00', '2026-03-01T10:20:00',
            '2026-03-01T10:05:00', '2026-03-01T10:15:00', 6.5, 12.5, 'HIGH', 11, N'bearing runs hot'
        ),
        (
            '44444444-4444-4444-4444-444444444444', '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00',
            '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20, N'flow drops'
        );

    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodes.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.StartedAt,
        t.EndedAt,
        t.SinceWhen,
        t.PeakAt,
        t.PeakFusedZ,
        t.MinHealthIndex,
        t.SeverityLabel,
        t.SampleCount,
        t.Summary
    INTO #Actual
    FROM dbo.ACM_Episodes AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel,
        SampleCount, Summary
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333',
            '2026-03-01T10:10:00', '2026-03-01T10:20:00', '2026-03-01T10:05:00', '2026-03-01T10:15:00', 6.5, 12.5,
            'HIGH', 11, N'bearing runs hot'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '44444444-4444-4444-4444-444444444444',
            '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00', '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20,
            N'flow drops'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodes.[Write two rows];
    EXECUTE test_usp_WriteEpisodes.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.StartedAt,
        t.EndedAt,
        t.SinceWhen,
        t.PeakAt,
        t.PeakFusedZ,
        t.MinHealthIndex,
        t.SeverityLabel,
        t.SampleCount,
        t.Summary
    INTO #Actual
    FROM dbo.ACM_Episodes AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel,
        SampleCount, Summary
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333',
            '2026-03-01T10:10:00', '2026-03-01T10:20:00', '2026-03-01T10:05:00', '2026-03-01T10:15:00', 6.5, 12.5,
            'HIGH', 11, N'bearing runs hot'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '44444444-4444-4444-4444-444444444444',
            '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00', '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20,
            N'flow drops'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_Episodes';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_Episodes_TVP;

    EXECUTE test_usp_WriteEpisodes.[Write two rows];

    INSERT INTO @Rows
    (
        EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount,
        Summary
    )
    VALUES
        (
            '33333333-3333-3333-3333-333333333333', '2026-03-01T10:11:00', '2026-03-01T10:30:00',
            '2026-03-01T10:06:00', '2026-03-01T10:25:00', 7.5, 10.5, 'CRITICAL', 20, N'bearing runs very hot'
        ),
        (
            '44444444-4444-4444-4444-444444444444', '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00',
            '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20, N'flow drops'
        );

    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.StartedAt,
        t.EndedAt,
        t.SinceWhen,
        t.PeakAt,
        t.PeakFusedZ,
        t.MinHealthIndex,
        t.SeverityLabel,
        t.SampleCount,
        t.Summary
    INTO #Actual
    FROM dbo.ACM_Episodes AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel,
        SampleCount, Summary
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '33333333-3333-3333-3333-333333333333',
            '2026-03-01T10:11:00', '2026-03-01T10:30:00', '2026-03-01T10:06:00', '2026-03-01T10:25:00', 7.5, 10.5,
            'CRITICAL', 20, N'bearing runs very hot'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, '44444444-4444-4444-4444-444444444444',
            '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00', '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20,
            N'flow drops'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_Episodes';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_Episodes_TVP;

    EXECUTE test_usp_WriteEpisodes.[Write two rows];

    INSERT INTO @Rows
    (
        EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount,
        Summary
    )
    VALUES
        (
            '44444444-4444-4444-4444-444444444444', '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00',
            '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20, N'flow drops'
        );

    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.StartedAt,
        t.EndedAt,
        t.SinceWhen,
        t.PeakAt,
        t.PeakFusedZ,
        t.MinHealthIndex,
        t.SeverityLabel,
        t.SampleCount,
        t.Summary
    INTO #Actual
    FROM dbo.ACM_Episodes AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel,
        SampleCount, Summary
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, '44444444-4444-4444-4444-444444444444',
            '2026-03-01T10:40:00', NULL, '2026-03-01T10:40:00', '2026-03-01T10:50:00', 4.5, 30.5, 'LOW', 20,
            N'flow drops'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_Episodes';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_Episodes_TVP,
        @Count int;

    EXECUTE test_usp_WriteEpisodes.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows
    (
        EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount,
        Summary
    )
    VALUES
        (
            '33333333-3333-3333-3333-333333333333', '2026-03-01T10:10:00', '2026-03-01T10:20:00',
            '2026-03-01T10:05:00', '2026-03-01T10:15:00', 6.5, 12.5, 'HIGH', 11, N'bearing runs hot'
        );

    EXECUTE dbo.usp_WriteEpisodes @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_Episodes AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteEpisodes.[Write two rows];
    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.EpisodeID,
        t.StartedAt,
        t.EndedAt,
        t.SinceWhen,
        t.PeakAt,
        t.PeakFusedZ,
        t.MinHealthIndex,
        t.SeverityLabel,
        t.SampleCount,
        t.Summary
    INTO #Actual
    FROM dbo.ACM_Episodes AS t
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
    AND   s.TableName = N'ACM_Episodes';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteEpisodes.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteEpisodes.[test that a peak before the start is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_Episodes_TVP;

    INSERT INTO @Rows
    (
        EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount,
        Summary
    )
    VALUES
        (
            '33333333-3333-3333-3333-333333333333', '2026-03-01T10:10:00', '2026-03-01T10:20:00',
            '2026-03-01T10:05:00', '2026-03-01T10:00:00', 6.5, 12.5, 'HIGH', 11, N'bearing runs hot'
        );

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteEpisodes @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
