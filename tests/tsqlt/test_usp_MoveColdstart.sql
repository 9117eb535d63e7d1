/* usp_MoveColdstart: the state machine of a coldstart, move by move, each on record. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_MoveColdstart';
GO
CREATE PROCEDURE test_usp_MoveColdstart.[SetUp]
AS
BEGIN
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_ColdstartState', @Defaults = 1;
    EXECUTE tSQLt.ApplyConstraint
        @TableName      = N'dbo.ACM_ColdstartState',
        @ConstraintName = N'PK_ACM_ColdstartState';
    EXECUTE tSQLt.ApplyConstraint
        @TableName      = N'dbo.ACM_ColdstartState',
        @ConstraintName = N'CK_ACM_ColdstartState_Completed';
    EXECUTE tSQLt.ApplyConstraint
        @TableName      = N'dbo.ACM_ColdstartState',
        @ConstraintName = N'CK_ACM_ColdstartState_RetryAt';
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_ColdstartHistory', @Identity = 1, @Defaults = 1;
    EXECUTE tSQLt.ApplyConstraint
        @TableName      = N'dbo.ACM_ColdstartHistory',
        @ConstraintName = N'CK_ACM_ColdstartHistory_Move';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that a machine without a row is first seen as PENDING]
AS
BEGIN
    EXECUTE dbo.usp_MoveColdstart
        @EquipID  = 900001,
        @ToStatus = 'IN_PROGRESS',
        @Reason   = N'to in_progress',
        @RunID    = '11111111-1111-1111-1111-111111111111';

    SELECT
        c.Status,
        c.AttemptCount,
        c.ErrorCount,
        c.LastRunID
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AttemptCount, ErrorCount, LastRunID)
    VALUES ('IN_PROGRESS', 1, 0, '11111111-1111-1111-1111-111111111111');

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
    VALUES
        (NULL, 'PENDING', N'first seen'),
        ('PENDING', 'IN_PROGRESS', N'to in_progress');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that an attempt taken over counts as another and is no move]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'IN_PROGRESS', @Reason = N'to in_progress';

    SELECT
        c.Status,
        c.AttemptCount
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AttemptCount)
    VALUES ('IN_PROGRESS', 2);

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

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that an end with models is COMPLETE and forgets the error]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount, LastError)
    VALUES (900001, 'IN_PROGRESS', 2, N'no fit');

    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'COMPLETE', @Reason = N'to complete';

    SELECT
        c.Status,
        c.AttemptCount,
        c.LastError,
        c.RetryAt,
        IIF(c.CompletedAt IS NULL, 0, 1) AS HasEnd
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AttemptCount, LastError, RetryAt, HasEnd)
    VALUES ('COMPLETE', 2, NULL, NULL, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that a failure counts and says when to try again]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE dbo.usp_MoveColdstart
        @EquipID  = 900001,
        @ToStatus = 'FAILED',
        @Reason   = N'to failed',
        @RetryAt  = '2026-03-02';

    SELECT
        c.Status,
        c.ErrorCount,
        c.RetryAt,
        c.LastError,
        c.CompletedAt
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, ErrorCount, RetryAt, LastError, CompletedAt)
    VALUES ('FAILED', 1, '2026-03-02', N'to failed', NULL);

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
    VALUES ('IN_PROGRESS', 'FAILED', N'to failed');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that a failure goes back to PENDING and keeps its error]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'PENDING', @Reason = N'to pending';

    SELECT
        c.Status,
        c.ErrorCount,
        c.RetryAt,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, ErrorCount, RetryAt, LastError)
    VALUES ('PENDING', 1, NULL, N'no fit');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that PENDING does not become COMPLETE]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status)
    VALUES (900001, 'PENDING');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'COMPLETE', @Reason = N'to complete';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that PENDING does not become FAILED]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status)
    VALUES (900001, 'PENDING');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'FAILED', @Reason = N'to failed';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that PENDING does not become PENDING]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status)
    VALUES (900001, 'PENDING');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'PENDING', @Reason = N'to pending';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that COMPLETE does not become PENDING]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'PENDING', @Reason = N'to pending';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that COMPLETE does not become IN_PROGRESS]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'IN_PROGRESS', @Reason = N'to in_progress';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that COMPLETE does not become FAILED]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'FAILED', @Reason = N'to failed';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that FAILED does not become IN_PROGRESS]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'IN_PROGRESS', @Reason = N'to in_progress';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that FAILED does not become COMPLETE]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'COMPLETE', @Reason = N'to complete';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that IN_PROGRESS does not become PENDING]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'PENDING', @Reason = N'to pending';
END;
GO
CREATE PROCEDURE test_usp_MoveColdstart.[test that an unknown state is refused]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status)
    VALUES (900001, 'PENDING');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_MoveColdstart @EquipID = 900001, @ToStatus = 'DONE', @Reason = N'to done';
END;
GO
