/* usp_RenewLease: prolongs a lease that its worker still holds. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_RenewLease';
GO
CREATE PROCEDURE test_usp_RenewLease.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease @LeaseSeconds = 10;
END;
GO
CREATE PROCEDURE test_usp_RenewLease.[test that the lease lasts from now on]
AS
BEGIN
    DECLARE @IsInRange bit;

    EXECUTE dbo.usp_RenewLease
        @EquipID      = 900001,
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseSeconds = 3600;

    SELECT @IsInRange = IIF(DATEDIFF(SECOND, SYSUTCDATETIME(), p.LeaseExpiresAt) BETWEEN 3500 AND 3601, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsInRange;
END;
GO
CREATE PROCEDURE test_usp_RenewLease.[test that a lease that ran out and that nobody took is renewed]
AS
BEGIN
    DECLARE @IsInRange bit;

    EXECUTE arrange.Lease @LeaseSeconds = -60;
    EXECUTE dbo.usp_RenewLease
        @EquipID      = 900001,
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseSeconds = 3600;

    SELECT @IsInRange = IIF(DATEDIFF(SECOND, SYSUTCDATETIME(), p.LeaseExpiresAt) BETWEEN 3500 AND 3601, 1, 0)
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsInRange;
END;
GO
CREATE PROCEDURE test_usp_RenewLease.[test that the lease of another is not renewed]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_RenewLease @EquipID = 900001, @LeaseToken = '88888888-8888-8888-8888-888888888888';
END;
GO
