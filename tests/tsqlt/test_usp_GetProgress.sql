/* usp_GetProgress: shows how far each machine is. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetProgress';
GO
CREATE PROCEDURE test_usp_GetProgress.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
END;
GO
CREATE PROCEDURE test_usp_GetProgress.[test that a machine that is held is leased]
AS
BEGIN
    CREATE TABLE #Result
    (
        EquipID            int NULL,
        EquipCode          nvarchar(120) NULL,
        LastBatchEndTime   datetime2(3) NULL,
        BatchesCompleted   int NULL,
        TickMinutes        int NULL,
        RequiredRows       int NULL,
        NextDueAt          datetime2(3) NULL,
        LeaseOwner         nvarchar(256) NULL,
        LeaseToken         uniqueidentifier NULL,
        LeaseExpiresAt     datetime2(3) NULL,
        IsLeased           bit NULL,
        ClaimedStage       varchar(20) NULL,
        ClaimedWindowStart datetime2(3) NULL,
        ClaimedWindowEnd   datetime2(3) NULL,
        FailedAttempts     int NULL,
        LastError          nvarchar(1000) NULL,
        ActiveVersion      int NULL,
        ParkedWindows      int NULL
    );

    INSERT INTO #Result
    (
        EquipID, EquipCode, LastBatchEndTime, BatchesCompleted, TickMinutes, RequiredRows, NextDueAt,
        LeaseOwner, LeaseToken, LeaseExpiresAt, IsLeased, ClaimedStage, ClaimedWindowStart,
        ClaimedWindowEnd, FailedAttempts, LastError, ActiveVersion, ParkedWindows
    )
    EXECUTE dbo.usp_GetProgress @EquipID = 900001;

    SELECT
        q.EquipCode,
        q.LeaseToken,
        q.IsLeased,
        q.ClaimedStage,
        q.ClaimedWindowStart,
        q.ActiveVersion,
        q.ParkedWindows
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipCode, LeaseToken, IsLeased, ClaimedStage, ClaimedWindowStart, ActiveVersion, ParkedWindows)
    VALUES (N'tsqlt-1', '22222222-2222-2222-2222-222222222222', 1, 'SCORE', '2026-03-01T10:00:00', NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetProgress.[test that a lease that ran out is none]
AS
BEGIN
    EXECUTE arrange.Lease @LeaseSeconds = -1;

    CREATE TABLE #Result
    (
        EquipID            int NULL,
        EquipCode          nvarchar(120) NULL,
        LastBatchEndTime   datetime2(3) NULL,
        BatchesCompleted   int NULL,
        TickMinutes        int NULL,
        RequiredRows       int NULL,
        NextDueAt          datetime2(3) NULL,
        LeaseOwner         nvarchar(256) NULL,
        LeaseToken         uniqueidentifier NULL,
        LeaseExpiresAt     datetime2(3) NULL,
        IsLeased           bit NULL,
        ClaimedStage       varchar(20) NULL,
        ClaimedWindowStart datetime2(3) NULL,
        ClaimedWindowEnd   datetime2(3) NULL,
        FailedAttempts     int NULL,
        LastError          nvarchar(1000) NULL,
        ActiveVersion      int NULL,
        ParkedWindows      int NULL
    );

    INSERT INTO #Result
    (
        EquipID, EquipCode, LastBatchEndTime, BatchesCompleted, TickMinutes, RequiredRows, NextDueAt,
        LeaseOwner, LeaseToken, LeaseExpiresAt, IsLeased, ClaimedStage, ClaimedWindowStart,
        ClaimedWindowEnd, FailedAttempts, LastError, ActiveVersion, ParkedWindows
    )
    EXECUTE dbo.usp_GetProgress @EquipID = 900001;

    SELECT
        q.EquipCode,
        q.LeaseToken,
        q.IsLeased,
        q.ClaimedStage,
        q.ClaimedWindowStart,
        q.ActiveVersion,
        q.ParkedWindows
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipCode, LeaseToken, IsLeased, ClaimedStage, ClaimedWindowStart, ActiveVersion, ParkedWindows)
    VALUES (N'tsqlt-1', '22222222-2222-2222-2222-222222222222', 0, 'SCORE', '2026-03-01T10:00:00', NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetProgress.[test that parked windows are counted]
AS
BEGIN
    EXECUTE arrange.Run @Outcome = 'FAIL';
    EXECUTE arrange.Run
        @RunID       = '99999999-9999-9999-9999-999999999999',
        @WindowStart = '2026-03-01T11:00:00',
        @WindowEnd   = '2026-03-01T12:00:00',
        @StartedAt   = '2026-03-01T12:15:00',
        @Outcome     = 'FAIL';

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-01T12:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    CREATE TABLE #Result
    (
        EquipID            int NULL,
        EquipCode          nvarchar(120) NULL,
        LastBatchEndTime   datetime2(3) NULL,
        BatchesCompleted   int NULL,
        TickMinutes        int NULL,
        RequiredRows       int NULL,
        NextDueAt          datetime2(3) NULL,
        LeaseOwner         nvarchar(256) NULL,
        LeaseToken         uniqueidentifier NULL,
        LeaseExpiresAt     datetime2(3) NULL,
        IsLeased           bit NULL,
        ClaimedStage       varchar(20) NULL,
        ClaimedWindowStart datetime2(3) NULL,
        ClaimedWindowEnd   datetime2(3) NULL,
        FailedAttempts     int NULL,
        LastError          nvarchar(1000) NULL,
        ActiveVersion      int NULL,
        ParkedWindows      int NULL
    );

    INSERT INTO #Result
    (
        EquipID, EquipCode, LastBatchEndTime, BatchesCompleted, TickMinutes, RequiredRows, NextDueAt,
        LeaseOwner, LeaseToken, LeaseExpiresAt, IsLeased, ClaimedStage, ClaimedWindowStart,
        ClaimedWindowEnd, FailedAttempts, LastError, ActiveVersion, ParkedWindows
    )
    EXECUTE dbo.usp_GetProgress @EquipID = 900001;

    SELECT q.ParkedWindows
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ParkedWindows)
    VALUES (2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetProgress.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_GetProgress @EquipID = 900009;
END;
GO
