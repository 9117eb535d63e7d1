/* usp_SetClaim: writes the window that was found, or puts the machine off. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_SetClaim';
GO
CREATE PROCEDURE test_usp_SetClaim.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Lease @EquipID = @EquipID;
END;
GO
CREATE PROCEDURE test_usp_SetClaim.[test that a machine without data is given back and put off]
AS
BEGIN
    DECLARE
        @IsClaimed bit,
        @EquipID   int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_SetClaim @EquipID = @EquipID, @IsClaimed = @IsClaimed OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @IsClaimed;

    SELECT
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances,
        IIF(p.NextDueAt > SYSUTCDATETIME(), 1, 0) AS IsPutOff
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LeaseToken, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd, ClaimAdvances, IsPutOff)
    VALUES (NULL, NULL, NULL, NULL, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SetClaim.[test that the window found is claimed and moves the watermark]
AS
BEGIN
    DECLARE
        @IsClaimed bit,
        @EquipID   int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 20;
    EXECUTE dbo.usp_SetClaim @EquipID = @EquipID, @IsClaimed = @IsClaimed OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsClaimed;

    SELECT
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd, ClaimAdvances)
    VALUES
        ('22222222-2222-2222-2222-222222222222', 'COLDSTART', '2026-03-01T09:30:00', '2026-03-01T09:40:00', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SetClaim.[test that a window asked for by name does not move the watermark]
AS
BEGIN
    DECLARE
        @IsClaimed bit,
        @EquipID   int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Run @EquipID = @EquipID, @Outcome = 'OK';
    EXECUTE arrange.Model @Version = 1, @EquipID = @EquipID;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = @EquipID, @Version = 1, @Reason = N'test';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 20;
    EXECUTE dbo.usp_SetClaim
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T09:00:00',
        @WindowEnd   = '2026-03-01T09:45:00',
        @IsClaimed   = @IsClaimed OUTPUT;

    SELECT
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd, ClaimAdvances)
    VALUES
        ('22222222-2222-2222-2222-222222222222', 'SCORE', '2026-03-01T09:00:00', '2026-03-01T09:45:00', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SetClaim.[test that a training that is asked for comes first and does not move the watermark]
AS
BEGIN
    DECLARE
        @IsClaimed bit,
        @EquipID   int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Run
        @EquipID = @EquipID, @WindowStart = '2026-02-01', @WindowEnd = '2026-02-02', @Outcome = 'OK';
    EXECUTE arrange.Model @Version = 1, @EquipID = @EquipID;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = @EquipID, @Version = 1, @Reason = N'test';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 200;

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-01T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID = @EquipID, @EventType = 'REPAIR', @StartedAt = '2026-03-01T09:35:00', @RebaselineRequested = 1;
    EXECUTE dbo.usp_SetClaim @EquipID = @EquipID, @IsClaimed = @IsClaimed OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsClaimed;

    SELECT
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd, ClaimAdvances)
    VALUES
        ('22222222-2222-2222-2222-222222222222', 'TRAIN', '2026-03-01T09:35:00', '2026-03-01T09:47:00', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
