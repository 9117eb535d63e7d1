/* usp_CheckColdstartStatus: tells how far a machine is on the way to its first model. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_CheckColdstartStatus';
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that a machine that nothing is recorded of may start]
AS
BEGIN
    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Status          varchar(20) NULL,
        CanStart        bit NULL,
        HasActiveModel  bit NULL,
        AccumulatedRows int NULL,
        RequiredRows    int NULL,
        DataStartTime   datetime2(3) NULL,
        DataEndTime     datetime2(3) NULL,
        AttemptCount    int NULL,
        ErrorCount      int NULL,
        RetryAt         datetime2(3) NULL,
        CompletedAt     datetime2(3) NULL,
        LastError       nvarchar(2000) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
        DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError
    )
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900001;

    SELECT
        q.Status,
        q.CanStart,
        q.HasActiveModel,
        q.AccumulatedRows,
        q.RequiredRows,
        q.ErrorCount
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, ErrorCount)
    VALUES ('PENDING', 1, 0, 0, 10, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that a failure whose time has come may start]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Status          varchar(20) NULL,
        CanStart        bit NULL,
        HasActiveModel  bit NULL,
        AccumulatedRows int NULL,
        RequiredRows    int NULL,
        DataStartTime   datetime2(3) NULL,
        DataEndTime     datetime2(3) NULL,
        AttemptCount    int NULL,
        ErrorCount      int NULL,
        RetryAt         datetime2(3) NULL,
        CompletedAt     datetime2(3) NULL,
        LastError       nvarchar(2000) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
        DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError
    )
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900001;

    SELECT
        q.Status,
        q.CanStart,
        q.HasActiveModel,
        q.AccumulatedRows,
        q.RequiredRows,
        q.ErrorCount
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, ErrorCount)
    VALUES ('FAILED', 1, 0, 0, 10, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that a failure whose time has not come may not]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2999-01-01', 1, N'no fit');

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Status          varchar(20) NULL,
        CanStart        bit NULL,
        HasActiveModel  bit NULL,
        AccumulatedRows int NULL,
        RequiredRows    int NULL,
        DataStartTime   datetime2(3) NULL,
        DataEndTime     datetime2(3) NULL,
        AttemptCount    int NULL,
        ErrorCount      int NULL,
        RetryAt         datetime2(3) NULL,
        CompletedAt     datetime2(3) NULL,
        LastError       nvarchar(2000) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
        DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError
    )
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900001;

    SELECT
        q.Status,
        q.CanStart,
        q.HasActiveModel,
        q.AccumulatedRows,
        q.RequiredRows,
        q.ErrorCount
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, ErrorCount)
    VALUES ('FAILED', 0, 0, 0, 10, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that an attempt in progress may not start]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Status          varchar(20) NULL,
        CanStart        bit NULL,
        HasActiveModel  bit NULL,
        AccumulatedRows int NULL,
        RequiredRows    int NULL,
        DataStartTime   datetime2(3) NULL,
        DataEndTime     datetime2(3) NULL,
        AttemptCount    int NULL,
        ErrorCount      int NULL,
        RetryAt         datetime2(3) NULL,
        CompletedAt     datetime2(3) NULL,
        LastError       nvarchar(2000) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
        DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError
    )
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900001;

    SELECT
        q.Status,
        q.CanStart,
        q.HasActiveModel,
        q.AccumulatedRows,
        q.RequiredRows,
        q.ErrorCount
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, ErrorCount)
    VALUES ('IN_PROGRESS', 0, 0, 0, 10, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that a machine with a model has one]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, CompletedAt)
    VALUES (900001, 'COMPLETE', '2026-03-01');

    INSERT INTO dbo.ACM_ActiveModels (EquipID, Version, Reason)
    VALUES (900001, 1, N'trained');

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Status          varchar(20) NULL,
        CanStart        bit NULL,
        HasActiveModel  bit NULL,
        AccumulatedRows int NULL,
        RequiredRows    int NULL,
        DataStartTime   datetime2(3) NULL,
        DataEndTime     datetime2(3) NULL,
        AttemptCount    int NULL,
        ErrorCount      int NULL,
        RetryAt         datetime2(3) NULL,
        CompletedAt     datetime2(3) NULL,
        LastError       nvarchar(2000) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
        DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError
    )
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900001;

    SELECT
        q.Status,
        q.CanStart,
        q.HasActiveModel,
        q.AccumulatedRows,
        q.RequiredRows,
        q.ErrorCount
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, ErrorCount)
    VALUES ('COMPLETE', 0, 1, 0, 10, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CheckColdstartStatus.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_CheckColdstartStatus @EquipID = 900009;
END;
GO
