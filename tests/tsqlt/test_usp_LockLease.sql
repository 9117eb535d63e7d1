/* usp_LockLease: makes sure that the caller holds the lease. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_LockLease';
GO
CREATE PROCEDURE test_usp_LockLease.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease @Advances = 0;
END;
GO
CREATE PROCEDURE test_usp_LockLease.[test that the holder is told what was claimed]
AS
BEGIN
    DECLARE
        @LeaseOwner  nvarchar(256),
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3),
        @Advances    bit;

    EXECUTE dbo.usp_LockLease
        @EquipID     = 900001,
        @LeaseToken  = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner  = @LeaseOwner OUTPUT,
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT,
        @Advances    = @Advances OUTPUT;

    SELECT
        @LeaseOwner AS LeaseOwner,
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd,
        @Advances AS Advances
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LeaseOwner, Stage, WindowStart, WindowEnd, Advances)
    VALUES (N'worker-1', 'SCORE', '2026-03-01T10:00:00', '2026-03-01T11:00:00', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_LockLease.[test that a lease that another holds is lost]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_LockLease @EquipID = 900001, @LeaseToken = '88888888-8888-8888-8888-888888888888';
END;
GO
CREATE PROCEDURE test_usp_LockLease.[test that a lease that was given back is lost]
AS
BEGIN
    EXECUTE dbo.usp_ReleaseBatch @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_LockLease @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';
END;
GO
CREATE PROCEDURE test_usp_LockLease.[test that a lease that ran out and that nobody took still counts]
AS
BEGIN
    EXECUTE arrange.Lease @LeaseSeconds = -60;
    EXECUTE dbo.usp_LockLease @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_LockLease.[test that a call without a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_LockLease @EquipID = 900001, @LeaseToken = '22222222-2222-2222-2222-222222222222';
END;
GO
