/* usp_ReleaseBatch: gives a lease back unused. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ReleaseBatch';
GO
CREATE PROCEDURE test_usp_ReleaseBatch.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
END;
GO
CREATE PROCEDURE test_usp_ReleaseBatch.[test that the machine is free and no further on]
AS
BEGIN
    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';

    SELECT
        p.LeaseToken,
        p.LeaseOwner,
        p.LeaseExpiresAt,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances,
        p.LastBatchEndTime
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        LeaseToken, LeaseOwner, LeaseExpiresAt, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd,
        ClaimAdvances, LastBatchEndTime
    )
    VALUES (NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ReleaseBatch.[test that the lease of another stays]
AS
BEGIN
    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900001, @LeaseToken = '88888888-8888-8888-8888-888888888888';

    SELECT
        p.LeaseToken,
        p.ClaimedStage
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, ClaimedStage)
    VALUES ('22222222-2222-2222-2222-222222222222', 'SCORE');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ReleaseBatch.[test that a second release changes nothing]
AS
BEGIN
    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';

    UPDATE p
    SET p.UpdatedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';

    SELECT p.UpdatedAt
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (UpdatedAt)
    VALUES ('2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ReleaseBatch.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900009, @LeaseToken = '22222222-2222-2222-2222-222222222222';
END;
GO
