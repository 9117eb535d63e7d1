/* usp_GetEquipmentData: readings of a half-open window, with rows of look-back. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetEquipmentData';
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[SetUp]
AS
BEGIN
    EXECUTE arrange.RegisteredMachine;
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 10;
END;
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[test that the start is inside and the end outside]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T10:02:00',
        @WindowEnd   = '2026-03-01T10:04:00';

    SELECT
        q.EntryDateTime,
        q.bearing,
        q.flow
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime, bearing, flow)
    VALUES
        ('2026-03-01T10:02:00', 1.5, 1.5),
        ('2026-03-01T10:03:00', 1.5, 1.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[test that rows of look-back come before the window]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID      = @EquipID,
        @WindowStart  = '2026-03-01T10:04:00',
        @WindowEnd    = '2026-03-01T10:05:00',
        @LookbackRows = 2;

    SELECT q.EntryDateTime
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime)
    VALUES
        ('2026-03-01T10:02:00'),
        ('2026-03-01T10:03:00'),
        ('2026-03-01T10:04:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[test that look-back ends where the readings begin]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID      = @EquipID,
        @WindowStart  = '2026-03-01T10:01:00',
        @WindowEnd    = '2026-03-01T10:02:00',
        @LookbackRows = 5;

    SELECT q.EntryDateTime
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime)
    VALUES
        ('2026-03-01T10:00:00'),
        ('2026-03-01T10:01:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[test that an empty window is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T10:02:00',
        @WindowEnd   = '2026-03-01T10:02:00';
END;
GO
CREATE PROCEDURE test_usp_GetEquipmentData.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @EquipID int = -5;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T10:01:00',
        @WindowEnd   = '2026-03-01T10:02:00';
END;
GO
