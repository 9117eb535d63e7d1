/* usp_BeginColdstart: opens an attempt, a failed one after its time or by name. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_BeginColdstart';
GO
CREATE PROCEDURE test_usp_BeginColdstart.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_BeginColdstart.[test that a new machine begins its first attempt]
AS
BEGIN
    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';

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
CREATE PROCEDURE test_usp_BeginColdstart.[test that a failure whose time has come is tried again]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';

    SELECT
        h.FromStatus,
        h.ToStatus,
        h.Reason
    INTO #Actual
    FROM dbo.ACM_ColdstartHistory AS h
    WHERE h.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FromStatus, ToStatus, Reason)
    VALUES
        ('FAILED', 'PENDING', N'time to try again'),
        ('PENDING', 'IN_PROGRESS', N'run opened');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_BeginColdstart.[test that a failure asked for by name does not wait]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2999-01-01', 1, N'no fit');

    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';

    SELECT
        h.FromStatus,
        h.ToStatus,
        h.Reason
    INTO #Actual
    FROM dbo.ACM_ColdstartHistory AS h
    WHERE h.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FromStatus, ToStatus, Reason)
    VALUES
        ('FAILED', 'PENDING', N'asked for by name'),
        ('PENDING', 'IN_PROGRESS', N'run opened');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_BeginColdstart.[test that a machine that has its model begins none]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BeginColdstart.[test that a call without a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
