/* usp_ValidateBatch: the figures of a source against what is stored. Ten readings of two tags, every value 1.5. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ValidateBatch';
GO
CREATE PROCEDURE test_usp_ValidateBatch.[Source says]
    @SourceRows    bigint           = 10,
    @DuplicateRows bigint           = 0,
    @RejectedRows  bigint           = 0,
    @FirstAt       datetime2(3)     = '2026-03-01T10:00:00',
    @LastAt        datetime2(3)     = '2026-03-01T10:09:00',
    @ValueCount    bigint           = 20,
    @ValueSum      float            = 30,
    @BatchLoadID   uniqueidentifier = '55555555-5555-5555-5555-555555555555'
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID       = @EquipID,
        @BatchLoadID   = @BatchLoadID,
        @SourceName    = N'a.csv',
        @SourceRows    = @SourceRows,
        @DuplicateRows = @DuplicateRows,
        @RejectedRows  = @RejectedRows,
        @FirstAt       = @FirstAt,
        @LastAt        = @LastAt,
        @ValueCount    = @ValueCount,
        @ValueSum      = @ValueSum;
END;
GO
/* Another load, or nobody, changes readings of some minutes; with a load they are its own from then on. */
CREATE PROCEDURE test_usp_ValidateBatch.[Change readings]
    @Bearing     float            = 1.5,
    @Flow        float            = 1.5,
    @FirstMinute int              = 0,
    @LastMinute  int              = 9,
    @BatchLoadID uniqueidentifier = NULL,
    @LoadedAfter int              = 60
AS
BEGIN
    DECLARE
        @EquipID int,
        @Code    nvarchar(120),
        @Set     nvarchar(max),
        @Sql     nvarchar(max);

    SELECT
        @EquipID = e.EquipID,
        @Code    = e.EquipCode
    FROM dbo.Equipment AS e
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT @Set = STRING_AGG(CAST(CONCAT(N't.', QUOTENAME(m.TagName),
        IIF(m.TagName = N'bearing', N' = @Bearing', N' = @Flow')) AS nvarchar(max)), N', ')
        WITHIN GROUP (ORDER BY m.TagOrdinal)
    FROM dbo.Tag_Equipment_Map AS m
    WHERE m.EquipID = @EquipID;

    SET @Sql = CONCAT(N'UPDATE t
SET
    ', @Set, N',
    t.BatchLoadID = COALESCE(@BatchLoadID, t.BatchLoadID),
    t.LoadedAt    = IIF(@BatchLoadID IS NULL, t.LoadedAt, DATEADD(SECOND, @LoadedAfter, t.LoadedAt))
FROM dbo.', QUOTENAME(CONCAT(@Code, N'_Data')), N' AS t
WHERE t.EntryDateTime >= DATEADD(MINUTE, @FirstMinute, ''2026-03-01T10:00:00'')
AND   t.EntryDateTime <= DATEADD(MINUTE, @LastMinute, ''2026-03-01T10:00:00'');');
    EXECUTE sys.sp_executesql @Sql,
        N'@Bearing float, @Flow float, @FirstMinute int, @LastMinute int, @BatchLoadID uniqueidentifier,
            @LoadedAfter int',
        @Bearing = @Bearing, @Flow = @Flow, @FirstMinute = @FirstMinute, @LastMinute = @LastMinute,
        @BatchLoadID = @BatchLoadID, @LoadedAfter = @LoadedAfter;
END;
GO
/* Checks the load and compares the verdict. */
CREATE PROCEDURE test_usp_ValidateBatch.[Expect]
    @RowCount   varchar(10) = 'PASSED',
    @TimeRange  varchar(10) = 'PASSED',
    @ValueCount varchar(10) = 'PASSED',
    @ValueSum   varchar(10) = 'PASSED',
    @Overall    varchar(10) = 'PASSED'
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_ValidateBatch @EquipID = @EquipID, @BatchLoadID = '55555555-5555-5555-5555-555555555555';

    SELECT
        s.row_count_status,
        s.time_range_status,
        s.value_count_status,
        s.value_sum_status,
        s.overall_status
    INTO #Actual
    FROM dbo.validation_summary AS s
    WHERE s.equip_id = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (row_count_status, time_range_status, value_count_status, value_sum_status, overall_status)
    VALUES (@RowCount, @TimeRange, @ValueCount, @ValueSum, @Overall);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ValidateBatch.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 10;
END;
GO
CREATE PROCEDURE test_usp_ValidateBatch.[test that a call inside a transaction is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_ValidateBatch @EquipID = @EquipID, @BatchLoadID = '55555555-5555-5555-5555-555555555555';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load that nothing is recorded of is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51042;
    EXECUTE dbo.usp_ValidateBatch @EquipID = @EquipID, @BatchLoadID = '55555555-5555-5555-5555-555555555555';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load that no machine has is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51042;
    EXECUTE dbo.usp_ValidateBatch @BatchLoadID = '55555555-5555-5555-5555-555555555555';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that the one machine that has the load need not be named]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE dbo.usp_ValidateBatch @BatchLoadID = '55555555-5555-5555-5555-555555555555';

    SELECT s.overall_status
    INTO #Actual
    FROM dbo.validation_summary AS s
    WHERE s.equip_id = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (overall_status)
    VALUES ('PASSED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that equal figures pass]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE test_usp_ValidateBatch.[Expect];

    SELECT
        l.validation_run_status,
        l.exception,
        IIF(l.validation_run_end_time IS NULL, 0, 1) AS IsOver
    INTO #ActualLog
    FROM dbo.validation_log AS l
    WHERE l.equip_id = @EquipID;

    SELECT TOP (0) a.*
    INTO #ExpectedLog
    FROM #ActualLog AS a;

    INSERT INTO #ExpectedLog (validation_run_status, exception, IsOver)
    VALUES ('SUCCESS', NULL, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedLog', @Actual = N'#ActualLog';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that duplicates and rejected rows are not missed]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @SourceRows = 13, @DuplicateRows = 1, @RejectedRows = 2;
    EXECUTE test_usp_ValidateBatch.[Expect];
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a row that was lost fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @SourceRows = 11;
    EXECUTE test_usp_ValidateBatch.[Expect] @RowCount = 'FAILED', @Overall = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a row that the source does not have fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @SourceRows = 9;
    EXECUTE test_usp_ValidateBatch.[Expect] @RowCount = 'FAILED', @ValueSum = 'SKIPPED', @Overall = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load of which nothing is stored fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says]
        @FirstAt = '2026-03-02T10:00:00',
        @LastAt  = '2026-03-02T10:09:00';
    EXECUTE test_usp_ValidateBatch.[Expect]
        @RowCount   = 'FAILED',
        @TimeRange  = 'FAILED',
        @ValueCount = 'FAILED',
        @ValueSum   = 'FAILED',
        @Overall    = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a value that was lost fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueCount = 21;
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueCount = 'FAILED', @Overall = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that another sum fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueSum = 30.00000001;
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'FAILED', @Overall = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a sum that differs by rounding passes]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueSum = 30.000000000001;
    EXECUTE test_usp_ValidateBatch.[Expect];
END;
GO
/* 1E16 + 1 is 1E16: the order of addition alone makes the sum 13.5, 15.5 or something between. */
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that rounding is measured by the size of the values and not by their sum]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @Bearing = 1.0E16, @FirstMinute = 2, @LastMinute = 2;
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @Bearing = -1.0E16, @FirstMinute = 7, @LastMinute = 7;
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueSum = 27;
    EXECUTE test_usp_ValidateBatch.[Expect];
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load without any value passes]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Change readings] @Bearing = NULL, @Flow = NULL;
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueCount = 0, @ValueSum = 0;
    EXECUTE test_usp_ValidateBatch.[Expect];
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load that ends later than it says fails]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @LastAt = '2026-03-01T10:10:00';
    EXECUTE test_usp_ValidateBatch.[Expect] @TimeRange = 'FAILED', @Overall = 'FAILED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that where another load has rows in the span the sum is not compared]
AS
BEGIN
    EXECUTE arrange.Readings
        @FirstAt     = '2026-03-01T10:10:00',
        @RowsWanted  = 10,
        @BatchLoadID = '66666666-6666-6666-6666-666666666666';
    EXECUTE test_usp_ValidateBatch.[Source says] @LastAt = '2026-03-01T10:19:00';
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'SKIPPED';
END;
GO
/* NULL leaves what is stored: every row is this load's, and half of the values were there before. */
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load of some of the tags is not blamed for the values of the others]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says] @ValueCount = 10, @ValueSum = 15;
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'SKIPPED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load is not blamed for what a later one has corrected]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @Flow = 2.5, @LastMinute = 3, @BatchLoadID = '66666666-6666-6666-6666-666666666666';
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'SKIPPED';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load is not blamed when a later one has corrected all of its rows]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @Flow = 2.5, @BatchLoadID = '66666666-6666-6666-6666-666666666666';
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'SKIPPED';
END;
GO
/* A corrected file: the rows that it repeats stay those of the load before. */
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that the sum is compared where the other rows are those of an earlier load]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @LastMinute  = 3,
        @BatchLoadID = '66666666-6666-6666-6666-666666666666',
        @LoadedAfter = -60;
    EXECUTE test_usp_ValidateBatch.[Expect];
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that another sum fails where the other rows are those of an earlier load]
AS
BEGIN
    EXECUTE test_usp_ValidateBatch.[Source says];
    EXECUTE test_usp_ValidateBatch.[Change readings]
        @Flow        = 1.6,
        @LastMinute  = 0,
        @BatchLoadID = '66666666-6666-6666-6666-666666666666',
        @LoadedAfter = -60;
    EXECUTE test_usp_ValidateBatch.[Expect] @ValueSum = 'FAILED', @Overall = 'FAILED';
END;
GO
