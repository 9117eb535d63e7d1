/* usp_ClearRun: deletes what a run left, and nothing of others. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ClearRun';
GO
CREATE PROCEDURE test_usp_ClearRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.AnotherRun;
END;
GO
CREATE PROCEDURE test_usp_ClearRun.[test that the series of the run go and those of another stay]
AS
BEGIN
    INSERT INTO dbo.ACM_HealthTimeline
    (
        EquipID, Timestamp, RunID, HealthIndex, HealthStatus, FusedZ, OperatingState, IsAlarm
    )
    VALUES
        (900001, '2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111', 100, 'HEALTHY', 0, 'RUNNING', 0),
        (900001, '2026-03-01T10:30:00', '11111111-1111-1111-1111-111111111111', 50, 'ALERT', 4.5, 'RUNNING', 1),
        (900001, '2026-03-01T10:40:00', '11111111-1111-1111-1111-111111111111', 60, 'CAUTION', 1.5, 'RUNNING', 0),
        (900001, '2026-03-01T10:50:00', '11111111-1111-1111-1111-111111111111', NULL, NULL, NULL, 'IDLE', 0),
        (900001, '2026-03-01T10:30:00', '99999999-9999-9999-9999-999999999999', 10, 'ALERT', 9.5, 'RUNNING', 1);

    EXECUTE dbo.usp_ClearRun @RunID = '11111111-1111-1111-1111-111111111111';

    SELECT
        t.RunID,
        t.HealthIndex
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, HealthIndex)
    VALUES ('99999999-9999-9999-9999-999999999999', 10);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClearRun.[test that episodes go with their culprits]
AS
BEGIN
    EXECUTE arrange.Episode;
    EXECUTE arrange.Episode @RunID = '99999999-9999-9999-9999-999999999999';

    INSERT INTO dbo.ACM_EpisodeCulprits (EpisodeID, RunID, SensorName, EquipID, CulpritRank, SharePct, Direction)
    SELECT e.EpisodeID, e.RunID, N'bearing', e.EquipID, 1, 100, 'UP'
    FROM dbo.ACM_Episodes AS e
    WHERE e.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_ClearRun @RunID = '11111111-1111-1111-1111-111111111111';

    SELECT e.RunID
    INTO #Actual
    FROM dbo.ACM_Episodes AS e
    WHERE e.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID)
    VALUES ('99999999-9999-9999-9999-999999999999');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClearRun.[test that the statistics go]
AS
BEGIN
    INSERT INTO dbo.ACM_RunTableStats (RunID, TableName, RowsInserted, RowsUpdated, RowsDeleted, Milliseconds)
    VALUES
        ('11111111-1111-1111-1111-111111111111', N'ACM_RUL', 1, 0, 0, 5),
        ('99999999-9999-9999-9999-999999999999', N'ACM_RUL', 2, 0, 0, 5);

    EXECUTE dbo.usp_ClearRun @RunID = '11111111-1111-1111-1111-111111111111';

    SELECT
        s.RunID,
        s.RowsInserted
    INTO #Actual
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID IN ('11111111-1111-1111-1111-111111111111', '99999999-9999-9999-9999-999999999999');

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, RowsInserted)
    VALUES ('99999999-9999-9999-9999-999999999999', 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClearRun.[test that an ended run is left alone]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_ClearRun @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
