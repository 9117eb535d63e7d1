/* usp_UpdateColdstart: counts rows once, and moves by the rules. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_UpdateColdstart';
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that the first rows make the machine known]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES ('PENDING', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that the same rows are not counted again]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES ('PENDING', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that rows inside what was counted add nothing]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:15:00',
        @DataEndTime   = '2026-03-01T10:30:00',
        @RowsSeen      = 15;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES ('PENDING', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that rows that begin at the end add theirs]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T11:00:00',
        @DataEndTime   = '2026-03-01T12:00:00',
        @RowsSeen      = 30;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES ('PENDING', 90, '2026-03-01T10:00:00', '2026-03-01T12:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that rows that overlap the end by a millisecond are refused]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51035;
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:59:59.999',
        @DataEndTime   = '2026-03-01T12:00:00',
        @RowsSeen      = 60;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that rows that begin before what was counted are refused]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 60;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51035;
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T09:30:00',
        @DataEndTime   = '2026-03-01T10:30:00',
        @RowsSeen      = 60;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that rows without a window are refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51035;
    EXECUTE dbo.usp_UpdateColdstart @EquipID = 900001, @RowsSeen = 5;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that an empty window is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51035;
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T10:00:00',
        @RowsSeen      = 5;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that a negative number of rows is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51035;
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = -1;
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that no rows in a window are counted too]
AS
BEGIN
    EXECUTE dbo.usp_UpdateColdstart
        @EquipID       = 900001,
        @DataStartTime = '2026-03-01T10:00:00',
        @DataEndTime   = '2026-03-01T11:00:00',
        @RowsSeen      = 0;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime)
    VALUES ('PENDING', 0, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that COMPLETE is not to be asked for]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51034;
    EXECUTE dbo.usp_UpdateColdstart @EquipID = 900001, @Status = 'COMPLETE';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that a failure waits for its time]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2999-01-01', 1, N'no fit');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51034;
    EXECUTE dbo.usp_UpdateColdstart @EquipID = 900001, @Status = 'PENDING';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that a failure whose time has come is PENDING again]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, RetryAt, ErrorCount, LastError)
    VALUES (900001, 'FAILED', '2026-03-01', 1, N'no fit');

    EXECUTE dbo.usp_UpdateColdstart @EquipID = 900001, @Status = 'PENDING';

    SELECT
        c.Status,
        c.RetryAt
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, RetryAt)
    VALUES ('PENDING', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that a failure is reported with its reason]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);

    EXECUTE dbo.usp_UpdateColdstart
        @EquipID      = 900001,
        @Status       = 'FAILED',
        @ErrorMessage = N'no fit',
        @RetrySeconds = 60;

    SELECT
        c.Status,
        c.LastError,
        IIF(DATEDIFF(SECOND, c.UpdatedAt, c.RetryAt) BETWEEN 59 AND 61, 1, 0) AS IsInAMinute
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, LastError, IsInAMinute)
    VALUES ('FAILED', N'no fit', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_UpdateColdstart.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_UpdateColdstart @EquipID = 900009;
END;
GO
