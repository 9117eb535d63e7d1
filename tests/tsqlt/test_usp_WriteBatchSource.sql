/* usp_WriteBatchSource: the figures of a source, recorded once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteBatchSource';
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that the figures are stored]
AS
BEGIN
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5,
        @DuplicateRows = 1,
        @RejectedRows  = 2;

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
    WHERE b.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (BatchLoadID, SourceName, SourceRows, DuplicateRows, RejectedRows, FirstAt, LastAt, ValueCount, ValueSum)
    VALUES
        (
            '55555555-5555-5555-5555-555555555555', N'a.csv', 10, 1, 2, '2026-03-01T10:00:00',
            '2026-03-01T11:00:00', 20, 5.5
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;

    SELECT b.SourceRows
    INTO #Actual
    FROM dbo.ACM_BatchSource AS b
    WHERE b.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceRows)
    VALUES (10);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that a replay of NULL figures is one too]
AS
BEGIN
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = NULL;

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = NULL;

    SELECT b.ValueSum
    INTO #Actual
    FROM dbo.ACM_BatchSource AS b
    WHERE b.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ValueSum)
    VALUES (NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that other figures of the same load are refused]
AS
BEGIN
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51043;
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 11,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that another sum of the same load is refused]
AS
BEGIN
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51043;
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 6.5;
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that more duplicates than rows are refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 1,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5,
        @DuplicateRows = 2;
END;
GO
CREATE PROCEDURE test_usp_WriteBatchSource.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = 900009,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T11:00:00',
        @ValueCount  = 20,
        @ValueSum    = 5.5;
END;
GO
