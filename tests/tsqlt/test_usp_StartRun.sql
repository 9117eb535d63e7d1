/* usp_StartRun: a run is begun once, answered again as it is, taken over by the present holder of the lease. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_StartRun';
GO
CREATE PROCEDURE test_usp_StartRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a run is stored as it was begun]
AS
BEGIN
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.RunID,
        r.EquipID,
        r.Stage,
        r.WindowStart,
        r.WindowEnd,
        r.ModelVersion,
        r.ConfigSignature,
        r.TriggerReason,
        r.DriverVersion,
        r.LeaseToken,
        r.WorkerName,
        r.Outcome,
        r.CompletedAt
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, Stage, WindowStart, WindowEnd, ModelVersion, ConfigSignature, TriggerReason,
        DriverVersion, LeaseToken, WorkerName, Outcome, CompletedAt
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, 'SCORE', '2026-03-01T10:00:00',
            '2026-03-01T11:00:00', 3, 'signature', N'due', N'1.0', '22222222-2222-2222-2222-222222222222',
            N'worker-1', 'RUNNING', NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a replay under the same token changes nothing]
AS
BEGIN
    EXECUTE arrange.Run;
    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.StartedAt,
        r.LeaseToken,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (StartedAt, LeaseToken, Outcome)
    VALUES ('2026-03-01T11:15:00', '22222222-2222-2222-2222-222222222222', 'RUNNING');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that an ended run is not begun again]
AS
BEGIN
    EXECUTE arrange.Run @Outcome = 'OK';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.LeaseToken,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, Outcome)
    VALUES ('22222222-2222-2222-2222-222222222222', 'OK');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a known run with another model version is refused]
AS
BEGIN
    EXECUTE arrange.Run;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51003;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 4,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a known run with another end is refused]
AS
BEGIN
    EXECUTE arrange.Run;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51003;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:30:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a lease that another holds is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a machine that is not there is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900009,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that another window than the claimed one is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T10:59:59.999',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that another stage than the claimed one is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'COLDSTART',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that the next holder takes a run over and clears what it left]
AS
BEGIN
    EXECUTE arrange.Run;
    EXECUTE arrange.Episode;
    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.LeaseToken,
        r.Outcome,
        e.Episodes
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Episodes FROM dbo.ACM_Episodes AS e WHERE e.RunID = r.RunID) AS e
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, Outcome, Episodes)
    VALUES ('88888888-8888-8888-8888-888888888888', 'RUNNING', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a coldstart run puts its machine in progress]
AS
BEGIN
    EXECUTE arrange.Lease @Stage = 'COLDSTART';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'COLDSTART',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        c.Status,
        c.AttemptCount,
        c.LastRunID
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AttemptCount, LastRunID)
    VALUES ('IN_PROGRESS', 1, '11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a machine that has its model begins no coldstart]
AS
BEGIN
    EXECUTE arrange.Lease @Stage = 'COLDSTART';

    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', SYSUTCDATETIME());

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'COLDSTART',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that the next holder abandons a run of another configuration]
AS
BEGIN
    EXECUTE arrange.Run;
    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'another',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.RunID,
        r.LeaseToken,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, LeaseToken, Outcome)
    VALUES
        ('11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222', 'ABANDONED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a failed run of another configuration is answered as it is]
AS
BEGIN
    EXECUTE arrange.Run @Outcome = 'FAIL';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'another',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.RunID,
        r.LeaseToken,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, LeaseToken, Outcome)
    VALUES
        ('11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222', 'FAIL');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a run that ended under another configuration is refused]
AS
BEGIN
    EXECUTE arrange.Run @Outcome = 'OK';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51003;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'another',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that a run that its holder began under another configuration is refused]
AS
BEGIN
    EXECUTE arrange.Run;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51003;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '22222222-2222-2222-2222-222222222222',
        @ModelVersion    = 3,
        @ConfigSignature = 'another',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that other runs that an earlier holder began are abandoned]
AS
BEGIN
    EXECUTE arrange.AnotherRun;
    EXECUTE arrange.Machine @EquipID = 900002, @EquipCode = N'tsqlt-2';
    EXECUTE arrange.Run @RunID = '77777777-7777-7777-7777-777777777777', @EquipID = 900002;
    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';

    SELECT
        r.RunID,
        r.LeaseToken,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID IN (900001, 900002);

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, LeaseToken, Outcome)
    VALUES
        ('11111111-1111-1111-1111-111111111111', '88888888-8888-8888-8888-888888888888', 'RUNNING'),
        ('99999999-9999-9999-9999-999999999999', '22222222-2222-2222-2222-222222222222', 'ABANDONED'),
        ('77777777-7777-7777-7777-777777777777', '22222222-2222-2222-2222-222222222222', 'RUNNING');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StartRun.[test that who does not hold the lease abandons nothing]
AS
BEGIN
    EXECUTE arrange.AnotherRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_StartRun
        @RunID           = '11111111-1111-1111-1111-111111111111',
        @EquipID         = 900001,
        @Stage           = 'SCORE',
        @WindowStart     = '2026-03-01T10:00:00',
        @WindowEnd       = '2026-03-01T11:00:00',
        @LeaseToken      = '88888888-8888-8888-8888-888888888888',
        @ModelVersion    = 3,
        @ConfigSignature = 'signature',
        @TriggerReason   = N'due',
        @DriverVersion   = N'1.0';
END;
GO
