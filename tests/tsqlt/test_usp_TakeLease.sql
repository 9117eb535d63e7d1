/* usp_TakeLease: leases the machine asked for, due or not. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_TakeLease';
GO
CREATE PROCEDURE test_usp_TakeLease.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_TakeLease.[test that a machine that is not due is leased]
AS
BEGIN
    DECLARE @Candidate int;

    UPDATE p
    SET p.NextDueAt = '2999-01-01'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_TakeLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @EquipID      = 900001,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 900001, @Actual = @Candidate;

    SELECT
        p.LeaseToken,
        p.LeaseOwner
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken, LeaseOwner)
    VALUES ('22222222-2222-2222-2222-222222222222', N'worker-2');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_TakeLease.[test that a lease that ran out goes to the next]
AS
BEGIN
    DECLARE @Candidate int;

    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888', @LeaseSeconds = -1;

    EXECUTE dbo.usp_TakeLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @EquipID      = 900001,
        @Candidate    = @Candidate OUTPUT;

    SELECT p.LeaseToken
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseToken)
    VALUES ('22222222-2222-2222-2222-222222222222');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_TakeLease.[test that a lease that lasts is refused]
AS
BEGIN
    DECLARE @Candidate int;

    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51011;
    EXECUTE dbo.usp_TakeLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @EquipID      = 900001,
        @Candidate    = @Candidate OUTPUT;
END;
GO
CREATE PROCEDURE test_usp_TakeLease.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @Candidate int;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_TakeLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @EquipID      = 900009,
        @Candidate    = @Candidate OUTPUT;
END;
GO
