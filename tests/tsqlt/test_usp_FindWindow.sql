/* usp_FindWindow: which stage, and which half-open window, comes next. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_FindWindow';
GO
CREATE PROCEDURE test_usp_FindWindow.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[Find]
    @Stage          varchar(20)  = NULL OUTPUT,
    @WindowStart    datetime2(3) = NULL OUTPUT,
    @WindowEnd      datetime2(3) = NULL OUTPUT,
    @RequestedStart datetime2(3) = NULL,
    @RequestedEnd   datetime2(3) = NULL
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_FindWindow
        @EquipID        = @EquipID,
        @RequestedStart = @RequestedStart,
        @RequestedEnd   = @RequestedEnd,
        @Stage          = @Stage OUTPUT,
        @WindowStart    = @WindowStart OUTPUT,
        @WindowEnd      = @WindowEnd OUTPUT;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[A model in force]
    @Watermark datetime2(3)
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Run @EquipID = @EquipID, @Outcome = 'OK';
    EXECUTE arrange.Model @Version = 1, @EquipID = @EquipID;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = @EquipID, @Version = 1, @Reason = N'test';

    UPDATE p
    SET p.LastBatchEndTime = @Watermark
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a machine without readings has nothing to do]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    EXECUTE tSQLt.AssertEqualsString @Expected = NULL, @Actual = @Stage;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that fewer rows than required do not train]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 9;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    EXECUTE tSQLt.AssertEqualsString @Expected = NULL, @Actual = @Stage;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that the first required rows train to the full minute]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:30', @RowsWanted = 25;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('COLDSTART', '2026-03-01T09:30:30', '2026-03-01T09:40:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that training waits for a reading at the end of its window]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE arrange.Readings @FirstAt = '2999-01-01T00:00:00', @RowsWanted = 10;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    EXECUTE tSQLt.AssertEqualsString @Expected = NULL, @Actual = @Stage;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a reading at the end makes the training window ready]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE arrange.Readings @FirstAt = '2999-01-01T00:00:00', @RowsWanted = 11;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('COLDSTART', '2999-01-01T00:00:00', '2999-01-01T00:10:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a tick waits for a reading at its end]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2999-01-01T00:00:00';
    EXECUTE arrange.Readings @FirstAt = '2999-01-01T00:00:00', @RowsWanted = 60;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    EXECUTE tSQLt.AssertEqualsString @Expected = NULL, @Actual = @Stage;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a reading at the end makes the tick ready]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2999-01-01T00:00:00';
    EXECUTE arrange.Readings @FirstAt = '2999-01-01T00:00:00', @RowsWanted = 61;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('SCORE', '2999-01-01T00:00:00', '2999-01-01T01:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a tick in the past is ready when it is late enough]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T10:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 5;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('SCORE', '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that whole ticks without readings are left out]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T10:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T14:20:00', @RowsWanted = 5;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('SCORE', '2026-03-01T14:00:00', '2026-03-01T15:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that readings before the watermark are done with]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T11:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 60;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    EXECUTE tSQLt.AssertEqualsString @Expected = NULL, @Actual = @Stage;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a reading at the watermark is not done with]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T11:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 61;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage       = @Stage OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('SCORE', '2026-03-01T11:00:00', '2026-03-01T12:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a window asked for by name is given]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T11:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 5;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage          = @Stage OUTPUT,
        @WindowStart    = @WindowStart OUTPUT,
        @WindowEnd      = @WindowEnd OUTPUT,
        @RequestedStart = '2026-03-01T10:00:00',
        @RequestedEnd   = '2026-03-01T11:00:00';

    SELECT
        @Stage AS Stage,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Stage, WindowStart, WindowEnd)
    VALUES ('SCORE', '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a parked window may have lost its data]
AS
BEGIN
    DECLARE
        @EquipID     int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2'),
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3),
        @IsFound     bit;

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T13:00:00';
    EXECUTE arrange.Run
        @RunID       = '99999999-9999-9999-9999-999999999999',
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T11:00:00',
        @WindowEnd   = '2026-03-01T12:00:00',
        @StartedAt   = '2026-03-01T12:15:00',
        @Outcome     = 'FAIL';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T12:00:00', @RowsWanted = 5;

    EXECUTE test_usp_FindWindow.[Find]
        @Stage          = @Stage OUTPUT,
        @WindowStart    = @WindowStart OUTPUT,
        @WindowEnd      = @WindowEnd OUTPUT,
        @RequestedStart = '2026-03-01T11:00:00',
        @RequestedEnd   = '2026-03-01T12:00:00';

    SET @IsFound = IIF(@Stage = 'SCORE' AND @WindowStart = '2026-03-01T11:00:00'
        AND @WindowEnd = '2026-03-01T12:00:00', 1, 0);

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsFound;
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a window whose only reading is at its end has no data]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE test_usp_FindWindow.[A model in force] @Watermark = '2026-03-01T11:00:00';
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T11:00:00', @RowsWanted = 5;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51015;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage          = @Stage OUTPUT,
        @WindowStart    = @WindowStart OUTPUT,
        @WindowEnd      = @WindowEnd OUTPUT,
        @RequestedStart = '2026-03-01T10:00:00',
        @RequestedEnd   = '2026-03-01T11:00:00';
END;
GO
CREATE PROCEDURE test_usp_FindWindow.[test that a window is not asked for without a model]
AS
BEGIN
    DECLARE
        @Stage       varchar(20),
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51017;
    EXECUTE test_usp_FindWindow.[Find]
        @Stage          = @Stage OUTPUT,
        @WindowStart    = @WindowStart OUTPUT,
        @WindowEnd      = @WindowEnd OUTPUT,
        @RequestedStart = '2026-03-01T10:00:00',
        @RequestedEnd   = '2026-03-01T11:00:00';
END;
GO
