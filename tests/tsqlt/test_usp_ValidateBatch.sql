/* usp_ValidateBatch: the figures of a source against what is stored. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ValidateBatch';
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
CREATE PROCEDURE test_usp_ValidateBatch.[test that equal figures pass]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30;
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
    VALUES ('PASSED', 'PASSED', 'PASSED', 'PASSED', 'PASSED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

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
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 13,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30,
        @DuplicateRows = 1,
        @RejectedRows = 2;
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
    VALUES ('PASSED', 'PASSED', 'PASSED', 'PASSED', 'PASSED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a row that was lost fails]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 11,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30;
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
    VALUES ('FAILED', 'PASSED', 'PASSED', 'PASSED', 'FAILED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a value that was lost fails]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 21,
        @ValueSum    = 30;
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
    VALUES ('PASSED', 'PASSED', 'FAILED', 'PASSED', 'FAILED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that another sum fails]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30.001;
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
    VALUES ('PASSED', 'PASSED', 'PASSED', 'FAILED', 'FAILED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a sum that differs by the order of addition passes]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30.00000001;
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
    VALUES ('PASSED', 'PASSED', 'PASSED', 'PASSED', 'PASSED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that a load that ends later than it says fails]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:10:00',
        @ValueCount  = 20,
        @ValueSum    = 30;
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
    VALUES ('PASSED', 'FAILED', 'PASSED', 'PASSED', 'FAILED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ValidateBatch.[test that where another load shares the span the sum is not compared]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Readings
        @FirstAt     = '2026-03-01T10:10:00',
        @RowsWanted  = 10,
        @BatchLoadID = '66666666-6666-6666-6666-666666666666';
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:19:00',
        @ValueCount  = 20,
        @ValueSum    = 30;
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
    VALUES ('PASSED', 'PASSED', 'PASSED', 'SKIPPED', 'PASSED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
