/* usp_BuildLoadProcedure: the generated {EquipCode}_Load: an upsert in which NULL leaves what is stored. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_BuildLoadProcedure';
GO
CREATE PROCEDURE test_usp_BuildLoadProcedure.[Load one value]
    @TagName       nvarchar(120),
    @Value         float,
    @EntryDateTime datetime2(7)  = '2026-03-01T10:00:00',
    @SourceName    nvarchar(400) = NULL
AS
BEGIN
    DECLARE
        @EquipID int,
        @Code    nvarchar(120),
        @Columns nvarchar(max),
        @Values  nvarchar(max),
        @Sql     nvarchar(max);

    SELECT
        @EquipID = e.EquipID,
        @Code    = e.EquipCode
    FROM dbo.Equipment AS e
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT
        @Columns = STRING_AGG(CAST(QUOTENAME(m.TagName) AS nvarchar(max)), N', ')
            WITHIN GROUP (ORDER BY m.TagOrdinal),
        @Values  = STRING_AGG(CAST(IIF(m.TagName = @TagName, N'@Value', N'NULL') AS nvarchar(max)), N', ')
            WITHIN GROUP (ORDER BY m.TagOrdinal)
    FROM dbo.Tag_Equipment_Map AS m
    WHERE m.EquipID = @EquipID;

    SET @Sql = CONCAT(N'DECLARE @Rows dbo.', QUOTENAME(CONCAT(@Code, N'_Rows')), N';

    INSERT INTO @Rows (EntryDateTime, ', @Columns, N')
    VALUES (@EntryDateTime, ', @Values, N');

    EXECUTE dbo.', QUOTENAME(CONCAT(@Code, N'_Load')), N' @BatchLoadID = @BatchLoadID, @Rows = @Rows,
        @SourceName = @SourceName, @SourceRows = 4, @DuplicateRows = 2, @RejectedRows = 1, @FirstAt = @EntryDateTime,
        @LastAt = @EntryDateTime, @ValueCount = 1, @ValueSum = @Value;');
    EXECUTE sys.sp_executesql @Sql,
        N'@EntryDateTime datetime2(7), @Value float, @BatchLoadID uniqueidentifier, @SourceName nvarchar(400)',
        @EntryDateTime = @EntryDateTime, @Value = @Value, @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName = @SourceName;
END;
GO
CREATE PROCEDURE test_usp_BuildLoadProcedure.[SetUp]
AS
BEGIN
    EXECUTE arrange.RegisteredMachine;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that documents with some of the tags follow one another]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 60.5;
    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'flow', @Value = 20.5;

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T09:00:00',
        @WindowEnd   = '2026-03-01T12:00:00';

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
    VALUES ('2026-03-01T10:00:00', 60.5, 20.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that a value takes the place of what is stored]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 60.5;
    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 61.5;

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T09:00:00',
        @WindowEnd   = '2026-03-01T12:00:00';

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
    VALUES ('2026-03-01T10:00:00', 61.5, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that times of the same millisecond are one reading]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 60.5;
    EXECUTE test_usp_BuildLoadProcedure.[Load one value]
        @TagName       = N'flow',
        @Value         = 20.5,
        @EntryDateTime = '2026-03-01T10:00:00.0004';

    CREATE TABLE #Result
    (
        EntryDateTime datetime2(3) NULL,
        bearing       float NULL,
        flow          float NULL
    );

    INSERT INTO #Result (EntryDateTime, bearing, flow)
    EXECUTE dbo.usp_GetEquipmentData
        @EquipID     = @EquipID,
        @WindowStart = '2026-03-01T09:00:00',
        @WindowEnd   = '2026-03-01T12:00:00';

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
    VALUES ('2026-03-01T10:00:00', 60.5, 20.5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that a machine that waits is due with its readings]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    UPDATE p
    SET p.NextDueAt = '2999-01-01'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 60.5;

    SELECT IIF(p.NextDueAt <= DATEADD(SECOND, 1, SYSUTCDATETIME()), 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (IsDue)
    VALUES (1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that a machine that waits after failures is not hurried]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    UPDATE p
    SET
        p.NextDueAt      = '2999-01-01',
        p.FailedAttempts = 2
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'bearing', @Value = 60.5;

    SELECT IIF(p.NextDueAt <= DATEADD(SECOND, 1, SYSUTCDATETIME()), 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (IsDue)
    VALUES (0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that the figures of a source are stored with its load]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'flow', @Value = 20.5, @SourceName = N'a.csv';

    SELECT
        b.BatchLoadID,
        b.SourceName,
        b.SourceRows,
        b.DuplicateRows,
        b.RejectedRows,
        b.FirstAt,
        b.LastAt,
        b.ValueCount,
        b.ValueSum
    INTO #Actual
    FROM dbo.ACM_BatchSource AS b
    WHERE b.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        BatchLoadID, SourceName, SourceRows, DuplicateRows, RejectedRows, FirstAt, LastAt, ValueCount, ValueSum
    )
    VALUES
    (
        '55555555-5555-5555-5555-555555555555', N'a.csv', 4, 2, 1, '2026-03-01T10:00:00', '2026-03-01T10:00:00',
        1, 20.5
    );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that a load without a source records no figures]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'flow', @Value = 20.5;

    IF EXISTS (SELECT 1 FROM dbo.ACM_BatchSource AS b WHERE b.EquipID = @EquipID)
        EXECUTE tSQLt.Fail N'there are figures, and no source gave any';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_BuildLoadProcedure.[test that a load with other figures than are recorded is refused]
AS
BEGIN
    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'flow', @Value = 20.5, @SourceName = N'a.csv';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51043;
    EXECUTE test_usp_BuildLoadProcedure.[Load one value] @TagName = N'flow', @Value = 21.5, @SourceName = N'a.csv';
END;
GO
