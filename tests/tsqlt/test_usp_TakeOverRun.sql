/* usp_TakeOverRun: gives an unended run to the present holder. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_TakeOverRun';
GO
CREATE PROCEDURE test_usp_TakeOverRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_TakeOverRun.[test that the run names its new worker and keeps its start]
AS
BEGIN
    EXECUTE dbo.usp_TakeOverRun
        @RunID         = '11111111-1111-1111-1111-111111111111',
        @LeaseToken    = '88888888-8888-8888-8888-888888888888',
        @WorkerName    = N'worker-2',
        @TriggerReason = N'taken over',
        @DriverVersion = N'2.0';

    SELECT
        r.LeaseToken,
        r.WorkerName,
        r.TriggerReason,
        r.DriverVersion,
        r.StartedAt
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, WorkerName, TriggerReason, DriverVersion, StartedAt)
    VALUES
        ('88888888-8888-8888-8888-888888888888', N'worker-2', N'taken over', N'2.0', '2026-03-01T11:15:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_TakeOverRun.[test that an ended run is not taken over]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_TakeOverRun
        @RunID         = '11111111-1111-1111-1111-111111111111',
        @LeaseToken    = '88888888-8888-8888-8888-888888888888',
        @WorkerName    = N'worker-2',
        @TriggerReason = N'taken over',
        @DriverVersion = N'2.0';
END;
GO
