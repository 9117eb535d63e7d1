/* usp_TakeNextLease: the machine that has been due for longest and that nobody holds. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_TakeNextLease';
GO
CREATE PROCEDURE test_usp_TakeNextLease.[SetUp]
AS
BEGIN
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_BatchProgress';
END;
GO
CREATE PROCEDURE test_usp_TakeNextLease.[test that the one due for longest comes first]
AS
BEGIN
    DECLARE @Candidate int;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, NextDueAt, LeaseToken, LeaseOwner, LeaseExpiresAt)
    VALUES
        (1, '2026-03-02', NULL, NULL, NULL),
        (2, '2026-03-01', NULL, NULL, NULL),
        (3, '2026-03-03', NULL, NULL, NULL);

    EXECUTE dbo.usp_TakeNextLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Candidate;

    SELECT
        p.EquipID,
        p.LeaseToken,
        p.LeaseOwner
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.LeaseToken IS NOT NULL;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, LeaseToken, LeaseOwner)
    VALUES (2, '22222222-2222-2222-2222-222222222222', N'worker-2');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_TakeNextLease.[test that of two due at once the lower number comes first]
AS
BEGIN
    DECLARE @Candidate int;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, NextDueAt, LeaseToken, LeaseOwner, LeaseExpiresAt)
    VALUES
        (7, '2026-03-01', NULL, NULL, NULL),
        (4, '2026-03-01', NULL, NULL, NULL);

    EXECUTE dbo.usp_TakeNextLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 4, @Actual = @Candidate;
END;
GO
CREATE PROCEDURE test_usp_TakeNextLease.[test that one that is held is passed over]
AS
BEGIN
    DECLARE @Candidate int;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, NextDueAt, LeaseToken, LeaseOwner, LeaseExpiresAt)
    VALUES
        (1, '2026-03-01', '88888888-8888-8888-8888-888888888888', N'worker-1', '2999-01-01'),
        (2, '2026-03-02', NULL, NULL, NULL);

    EXECUTE dbo.usp_TakeNextLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Candidate;
END;
GO
CREATE PROCEDURE test_usp_TakeNextLease.[test that one whose lease ran out is taken]
AS
BEGIN
    DECLARE @Candidate int;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, NextDueAt, LeaseToken, LeaseOwner, LeaseExpiresAt)
    VALUES
        (1, '2026-03-01', '88888888-8888-8888-8888-888888888888', N'worker-1', '2026-03-02'),
        (2, '2026-03-03', NULL, NULL, NULL);

    EXECUTE dbo.usp_TakeNextLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @Candidate;
END;
GO
CREATE PROCEDURE test_usp_TakeNextLease.[test that one that is not due yet is not taken]
AS
BEGIN
    DECLARE @Candidate int;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, NextDueAt, LeaseToken, LeaseOwner, LeaseExpiresAt)
    VALUES (1, '2999-01-01', NULL, NULL, NULL);

    EXECUTE dbo.usp_TakeNextLease
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner   = N'worker-2',
        @LeaseSeconds = 900,
        @Candidate    = @Candidate OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = NULL, @Actual = @Candidate;
END;
GO
