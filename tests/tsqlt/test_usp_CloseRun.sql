/* usp_CloseRun: writes the end of a run with figures taken from the tables. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_CloseRun';
GO
CREATE PROCEDURE test_usp_CloseRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.AnotherRun;
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that the figures are those of the run alone]
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

    EXECUTE arrange.Episode;

    INSERT INTO dbo.ACM_RunTableStats (RunID, TableName, RowsInserted, RowsUpdated, RowsDeleted, Milliseconds)
    VALUES
        ('11111111-1111-1111-1111-111111111111', N'ACM_HealthTimeline', 4, 1, 7, 5),
        ('99999999-9999-9999-9999-999999999999', N'ACM_HealthTimeline', 100, 100, 0, 5);

    EXECUTE dbo.usp_CloseRun
        @RunID            = '11111111-1111-1111-1111-111111111111',
        @Outcome          = 'OK',
        @RowsRead         = 60,
        @TrainRowCount    = 5,
        @DataQualityScore = 0.5,
        @RefitRequested   = 1;

    SELECT
        r.Outcome,
        r.RowsRead,
        r.RowsWritten,
        r.TrainRowCount,
        r.ScoreRowCount,
        r.EpisodeCount,
        r.HealthStatus,
        r.AvgHealthIndex,
        r.MinHealthIndex,
        r.MaxFusedZ,
        r.DataQualityScore,
        r.RefitRequested
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        Outcome, RowsRead, RowsWritten, TrainRowCount, ScoreRowCount, EpisodeCount, HealthStatus,
        AvgHealthIndex, MinHealthIndex, MaxFusedZ, DataQualityScore, RefitRequested
    )
    VALUES ('OK', 60, 5, 5, 4, 1, 'CAUTION', 70, 50, 4.5, 0.5, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that a run without rows has no health]
AS
BEGIN
    EXECUTE dbo.usp_CloseRun @RunID = '11111111-1111-1111-1111-111111111111', @Outcome = 'NOOP';

    SELECT
        r.Outcome,
        r.RowsWritten,
        r.ScoreRowCount,
        r.HealthStatus,
        r.AvgHealthIndex
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, RowsWritten, ScoreRowCount, HealthStatus, AvgHealthIndex)
    VALUES ('NOOP', 0, 0, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that a long message is cut and its document kept]
AS
BEGIN
    DECLARE @Long nvarchar(4000) = REPLICATE(N'x', 1500);

    EXECUTE dbo.usp_CloseRun
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @Outcome      = 'FAIL',
        @ErrorMessage = @Long,
        @ErrorJSON    = N'{"number": 547}';

    SELECT
        LEN(r.ErrorMessage) AS Length,
        r.ErrorJSON
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Length, ErrorJSON)
    VALUES (1000, N'{"number": 547}');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that a run that started in the future does not end before its start]
AS
BEGIN
    UPDATE r
    SET r.StartedAt = '2999-01-01'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_CloseRun @RunID = '11111111-1111-1111-1111-111111111111', @Outcome = 'OK';

    SELECT
        r.CompletedAt,
        r.DurationSeconds
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (CompletedAt, DurationSeconds)
    VALUES ('2999-01-01', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that an error that is no document is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_CloseRun
        @RunID     = '11111111-1111-1111-1111-111111111111',
        @Outcome   = 'FAIL',
        @ErrorJSON = N'oops';
END;
GO
CREATE PROCEDURE test_usp_CloseRun.[test that an outcome that is not known is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_CloseRun @RunID = '11111111-1111-1111-1111-111111111111', @Outcome = 'DONE';
END;
GO
