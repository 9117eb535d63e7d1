/* usp_DeleteRuns: deletes ended runs of the past, and keeps those that something rests on. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_DeleteRuns';
GO
CREATE PROCEDURE test_usp_DeleteRuns.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.EndedRun;
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that a run that ended before goes with what refers to it]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE arrange.Episode;

    INSERT INTO dbo.ACM_EpisodeCulprits (EpisodeID, RunID, SensorName, EquipID, CulpritRank, SharePct, Direction)
    SELECT e.EpisodeID, e.RunID, N'bearing', e.EquipID, 1, 100, 'UP'
    FROM dbo.ACM_Episodes AS e
    WHERE e.RunID = '11111111-1111-1111-1111-111111111111';

    INSERT INTO dbo.ACM_RunTableStats (RunID, TableName, RowsInserted, RowsUpdated, RowsDeleted, Milliseconds)
    VALUES ('11111111-1111-1111-1111-111111111111', N'ACM_Episodes', 1, 0, 0, 5);

    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00.001',
        @MaxRuns   = 10,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT e.EpisodeID
    INTO #ActualEpisodes
    FROM dbo.ACM_Episodes AS e
    WHERE e.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #ExpectedEpisodes
    FROM #ActualEpisodes AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedEpisodes', @Actual = N'#ActualEpisodes';
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that a run whose window ends at the time stays]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @MaxRuns   = 10,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that a run that is not over stays]
AS
BEGIN
    DECLARE @Found int;

    UPDATE r
    SET
        r.Outcome     = 'RUNNING',
        r.CompletedAt = NULL
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00.001',
        @MaxRuns   = 10,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that a run that trained a stored model stays]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE arrange.Model @Version = 3;
    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00.001',
        @MaxRuns   = 10,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that a run that the scorer state comes from stays]
AS
BEGIN
    DECLARE @Found int;

    INSERT INTO dbo.ACM_ScorerState (EquipID, ModelVersion, AsOf, RunID, StateBytes, StateHash)
    VALUES
        (900001, 3, '2026-03-01T11:00:00', '11111111-1111-1111-1111-111111111111', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00.001',
        @MaxRuns   = 10,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_DeleteRuns.[test that no more runs go than were asked for]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE arrange.Run
        @RunID       = '99999999-9999-9999-9999-999999999999',
        @WindowStart = '2026-03-01T09:00:00',
        @WindowEnd   = '2026-03-01T10:00:00',
        @StartedAt   = '2026-03-01T10:15:00',
        @Outcome     = 'OK';
    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00.001',
        @MaxRuns   = 1,
        @RunsFound = @Found OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @Found;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_DeleteRuns.[test that a call without a transaction is refused]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_DeleteRuns
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @MaxRuns   = 1,
        @RunsFound = @Found OUTPUT;
END;
GO
