/* usp_WriteDataQualityEvents: findings of a run or of a load, replaced as a whole. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteDataQualityEvents';
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that findings of a run are stored]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        ),
        (2, N'tsqlt-1_Data', N'flow', 'GAP', 0, NULL, NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        d.RunID,
        d.BatchLoadID,
        d.TableName,
        d.ColumnName,
        d.EventType,
        d.AffectedRows,
        d.FirstAt,
        d.LastAt,
        d.SampleValues,
        d.Detail
    INTO #Actual
    FROM dbo.ACM_DataQualityEvents AS d
    WHERE d.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (RunID, BatchLoadID, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', NULL, N'tsqlt-1_Data', N'bearing', 'STUCK', 12,
            '2026-03-01T10:00:00', '2026-03-01T11:00:00', N'60.5', N'for an hour'
        ),
        (
            '11111111-1111-1111-1111-111111111111', NULL, N'tsqlt-1_Data', N'flow', 'GAP', 0, NULL, NULL,
            NULL, NULL
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that findings of a load are stored]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        );

    EXECUTE dbo.usp_WriteDataQualityEvents
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @Rows        = @Rows;

    SELECT
        d.RunID,
        d.BatchLoadID,
        d.TableName,
        d.ColumnName,
        d.EventType,
        d.AffectedRows,
        d.FirstAt,
        d.LastAt,
        d.SampleValues,
        d.Detail
    INTO #Actual
    FROM dbo.ACM_DataQualityEvents AS d
    WHERE d.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (RunID, BatchLoadID, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            NULL, '55555555-5555-5555-5555-555555555555', N'tsqlt-1_Data', N'bearing', 'STUCK', 12,
            '2026-03-01T10:00:00', '2026-03-01T11:00:00', N'60.5', N'for an hour'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that a replay leaves them once]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        );

    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
    EXECUTE dbo.usp_WriteDataQualityEvents
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @Rows        = @Rows;
    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
    EXECUTE dbo.usp_WriteDataQualityEvents
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @Rows        = @Rows;

    SELECT
        d.RunID,
        d.BatchLoadID
    INTO #Actual
    FROM dbo.ACM_DataQualityEvents AS d
    WHERE d.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, BatchLoadID)
    VALUES
        ('11111111-1111-1111-1111-111111111111', NULL),
        (NULL, '55555555-5555-5555-5555-555555555555');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that findings that are no longer sent go]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        ),
        (2, N'tsqlt-1_Data', N'flow', 'GAP', 0, NULL, NULL, NULL, NULL);

    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    DELETE FROM @Rows
    WHERE EventOrdinal = 1;

    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT d.EventType
    INTO #Actual
    FROM dbo.ACM_DataQualityEvents AS d
    WHERE d.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EventType)
    VALUES ('GAP');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that a call for neither run nor load is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        );

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51023;
    EXECUTE dbo.usp_WriteDataQualityEvents @Rows = @Rows, @BatchLoadID = '55555555-5555-5555-5555-555555555555';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteDataQualityEvents.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    DECLARE @Rows dbo.ACM_DataQualityEvents_TVP;

    INSERT INTO @Rows
    (EventOrdinal, TableName, ColumnName, EventType, AffectedRows, FirstAt, LastAt, SampleValues, Detail)
    VALUES
        (
            1, N'tsqlt-1_Data', N'bearing', 'STUCK', 12, '2026-03-01T10:00:00', '2026-03-01T11:00:00',
            N'60.5', N'for an hour'
        );

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_WriteDataQualityEvents @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
