/* usp_AdvanceBatch: moves a machine on after a run. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AdvanceBatch';
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_Config', @Defaults = 1;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[Failed before]
    @Times int
AS
BEGIN
    UPDATE p
    SET
        p.FailedAttempts = @Times,
        p.LastError      = N'earlier',
        p.NextDueAt      = '2026-04-01T12:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[Park after]
    @EquipID    int,
    @ParamValue nvarchar(4000)
AS
BEGIN
    INSERT INTO dbo.ACM_Config (EquipID, ParamName, ParamValue, ValueType)
    VALUES (@EquipID, N'ParkAfterAttempts', @ParamValue, 'TEXT');
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[The machine is]
    @LastBatchEndTime datetime2(3),
    @FailedAttempts   int,
    @LastError        nvarchar(1000)
AS
BEGIN
    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, ClaimedStage, ClaimAdvances
    )
    VALUES (@LastBatchEndTime, 0, @FailedAttempts, @LastError, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
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

    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'0';

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
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a training that fails neither counts nor delays]
AS
BEGIN
    EXECUTE arrange.Lease @Stage = 'TRAIN', @Advances = 0;

    UPDATE p
    SET p.FailedAttempts = 3
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    SELECT
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        IIF(p.NextDueAt <= p.UpdatedAt, 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FailedAttempts, LastError, LeaseToken, IsDue)
    VALUES (3, N'no fit', NULL, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a training that succeeds says nothing of the windows]
AS
BEGIN
    EXECUTE arrange.Lease @Stage = 'TRAIN', @Advances = 0;

    UPDATE p
    SET
        p.FailedAttempts = 3,
        p.LastError      = N'no data'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'OK';

    SELECT
        p.FailedAttempts,
        p.LastError,
        p.LastBatchEndTime
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (FailedAttempts, LastError, LastBatchEndTime)
    VALUES (3, N'no data', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
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
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the ninth failure in a row is tried again]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 8;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 9, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the tenth failure in a row parks the window]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 9;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = '2026-03-01T11:00:00', @FailedAttempts = 0, @LastError = N'parked after 10 attempts: no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a machine that failed more often before still parks]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 300;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = '2026-03-01T11:00:00', @FailedAttempts = 0, @LastError = N'parked after 301 attempts: no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that what comes after a parked window is due now]
AS
BEGIN
    DECLARE @IsDue bit;

    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 9;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL';

    SELECT @IsDue = IIF(p.NextDueAt = p.UpdatedAt, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsDue;
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the setting for all machines counts]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'3';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 2;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = '2026-03-01T11:00:00', @FailedAttempts = 0, @LastError = N'parked after 3 attempts: no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the failure before that of the setting is tried again]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'3';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 1;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 2, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the setting of the machine goes before that for all]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'3';
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 900001, @ParamValue = N'5';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 2;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 3, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the setting of the machine parks before that for all does]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'3';
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 900001, @ParamValue = N'2';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 1;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = '2026-03-01T11:00:00', @FailedAttempts = 0, @LastError = N'parked after 2 attempts: no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that the setting of another machine does not count]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 900002, @ParamValue = N'3';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 2;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 3, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a setting of 0 parks nothing]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'0';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 99;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 100, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a setting that is no number is none]
AS
BEGIN
    EXECUTE test_usp_AdvanceBatch.[Park after] @EquipID = 0, @ParamValue = N'soon';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 8;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 9, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a first training is never parked]
AS
BEGIN
    EXECUTE arrange.Lease @Stage = 'COLDSTART';
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 99;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 100, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a window asked for by name is never parked and counts nothing]
AS
BEGIN
    EXECUTE arrange.Lease @Advances = 0;
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 9;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'FAIL', @ErrorMessage = N'no fit';

    EXECUTE test_usp_AdvanceBatch.[The machine is]
        @LastBatchEndTime = NULL, @FailedAttempts = 9, @LastError = N'no fit';
END;
GO
CREATE PROCEDURE test_usp_AdvanceBatch.[test that a window asked for by name leaves count and waiting time as they are]
AS
BEGIN
    DECLARE @IsAsBefore bit;

    EXECUTE arrange.Lease @Advances = 0;
    EXECUTE test_usp_AdvanceBatch.[Failed before] @Times = 4;

    EXECUTE dbo.usp_AdvanceBatch @EquipID = 900001, @Outcome = 'OK';

    SELECT @IsAsBefore = IIF(p.NextDueAt = '2026-04-01T12:00:00' AND p.FailedAttempts = 4, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsAsBefore;
END;
GO
