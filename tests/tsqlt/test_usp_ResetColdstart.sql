/* usp_ResetColdstart: an operator has a failed coldstart tried again at once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ResetColdstart';
GO
CREATE PROCEDURE test_usp_ResetColdstart.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    UPDATE p
    SET
        p.NextDueAt      = '2999-01-01',
        p.FailedAttempts = 4
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that a failure is PENDING again and its count begins anew]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES (900001, 'FAILED', '2999-01-01', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE dbo.usp_ResetColdstart @EquipID = 900001, @Reason = N'new bearing';

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime,
        c.RetryAt
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime, RetryAt)
    VALUES ('PENDING', 0, NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        h.FromStatus,
        h.ToStatus,
        h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ColdstartHistory AS h
    WHERE h.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (FromStatus, ToStatus, Reason)
    VALUES ('FAILED', 'PENDING', N'reset: new bearing');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that the machine is due now and its failures are forgotten]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE dbo.usp_ResetColdstart @EquipID = 900001, @Reason = N'new bearing';

    SELECT
        p.FailedAttempts,
        IIF(p.NextDueAt <= DATEADD(SECOND, 1, SYSUTCDATETIME()), 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FailedAttempts, IsDue)
    VALUES (0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that one that is PENDING is left as it is]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES (900001, 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE dbo.usp_ResetColdstart @EquipID = 900001, @Reason = N'new bearing';

    SELECT
        c.Status,
        c.AccumulatedRows
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows)
    VALUES ('PENDING', 60);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that one that is complete is refused]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_ResetColdstart @EquipID = 900001, @Reason = N'new bearing';
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that one that is in progress is refused]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_ResetColdstart @EquipID = 900001, @Reason = N'new bearing';
END;
GO
CREATE PROCEDURE test_usp_ResetColdstart.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ResetColdstart @EquipID = 900009, @Reason = N'none';
END;
GO
