/* usp_AdvanceBatch: moves a machine on after a run. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AdvanceBatch';
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that OK moves the watermark to the end of the window]
AS
BEGIN
    UPDATE p
    SET
        p.FailedAttempts = 3,
        p.LastError      = N'earlier'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'OK', @ErrorMessage = N'not looked at';

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.LeaseOwner,
        p.LeaseExpiresAt,
        p.ClaimedStage,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, LeaseOwner,
        LeaseExpiresAt, ClaimedStage, ClaimedWindowEnd, ClaimAdvances
    )
    VALUES ('2026-03-01T11:00:00', 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a window asked for by name does not move it]
AS
BEGIN
    EXECUTE arrange.Lease @Advances = 0;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'NOOP';

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.LeaseOwner,
        p.LeaseExpiresAt,
        p.ClaimedStage,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, LeaseOwner,
        LeaseExpiresAt, ClaimedStage, ClaimedWindowEnd, ClaimAdvances
    )
    VALUES (NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that FAIL counts and keeps the watermark]
AS
BEGIN
    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.LeaseOwner,
        p.LeaseExpiresAt,
        p.ClaimedStage,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, LeaseOwner,
        LeaseExpiresAt, ClaimedStage, ClaimedWindowEnd, ClaimAdvances
    )
    VALUES (NULL, 0, 1, N'no fit', NULL, NULL, NULL, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the first failure waits fifteen seconds]
AS
BEGIN
    DECLARE @IsInRange bit;

    UPDATE p
    SET p.FailedAttempts = 0
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL';

    SELECT @IsInRange = IIF(DATEDIFF(SECOND, p.UpdatedAt, p.NextDueAt) BETWEEN 14 AND 16, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsInRange;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the fourth failure waits two minutes]
AS
BEGIN
    DECLARE @IsInRange bit;

    UPDATE p
    SET p.FailedAttempts = 3
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL';

    SELECT @IsInRange = IIF(DATEDIFF(SECOND, p.UpdatedAt, p.NextDueAt) BETWEEN 119 AND 121, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsInRange;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that no failure waits longer than about an hour]
AS
BEGIN
    DECLARE @IsInRange bit;

    UPDATE p
    SET p.FailedAttempts = 50
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL';

    SELECT @IsInRange = IIF(DATEDIFF(SECOND, p.UpdatedAt, p.NextDueAt) BETWEEN 3839 AND 3841, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsInRange;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that another machine is left alone]
AS
BEGIN
    EXECUTE arrange.Machine @EquipID = 900002, @EquipCode = N'tsqlt-3';
    EXECUTE arrange.Lease @EquipID = 900002, @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'OK';

    SELECT
        p.LeaseToken,
        p.LastBatchEndTime
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900002;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, LastBatchEndTime)
    VALUES ('88888888-8888-8888-8888-888888888888', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
