/* usp_ClaimBatch: a lease on one machine with the window to work on. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ClaimBatch';
GO
CREATE PROCEDURE test_usp_ClaimBatch.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
END;
GO
CREATE PROCEDURE test_usp_ClaimBatch.[test that a call inside a transaction is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a window without an end is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken  = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner  = N'worker-1',
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T10:00:00';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a window that ends where it starts is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken  = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner  = N'worker-1',
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-01T10:00:00';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a machine that another holds is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Lease @EquipID = @EquipID, @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51011;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = -5;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a machine with readings is leased with its window]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 20;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;

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
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a repeated call answers with the same claim]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 20;
    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;

    UPDATE p
    SET p.UpdatedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;

    SELECT
        p.LeaseToken,
        p.ClaimedStage,
        p.ClaimedWindowStart,
        p.ClaimedWindowEnd,
        p.ClaimAdvances,
        p.UpdatedAt
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LeaseToken, ClaimedStage, ClaimedWindowStart, ClaimedWindowEnd, ClaimAdvances, UpdatedAt)
    VALUES
        (
            '22222222-2222-2222-2222-222222222222', 'COLDSTART', '2026-03-01T09:30:00',
            '2026-03-01T09:40:00', 1, '2026-03-01T10:00:00'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a machine without readings is not leased]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_ClaimBatch
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @LeaseOwner = N'worker-1',
        @EquipID    = @EquipID;

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
    VALUES (NULL, NULL, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ClaimBatch.[test that a window that cannot be found leaves no lease]
AS
BEGIN
    DECLARE
        @Number  int,
        @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    BEGIN TRY
        EXECUTE dbo.usp_ClaimBatch
            @LeaseToken  = '22222222-2222-2222-2222-222222222222',
            @LeaseOwner  = N'worker-1',
            @EquipID     = @EquipID,
            @WindowStart = '2026-03-01T10:00:00',
            @WindowEnd   = '2026-03-01T11:00:00';
    END TRY
    BEGIN CATCH
        SET @Number = ERROR_NUMBER();
    END CATCH;

    EXECUTE tSQLt.AssertEquals @Expected = 51017, @Actual = @Number;

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
    VALUES (NULL, NULL, NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
