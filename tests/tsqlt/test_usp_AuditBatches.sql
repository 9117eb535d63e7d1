/* usp_AuditBatches: the loads that nobody has checked, one after the other. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AuditBatches';
GO
CREATE PROCEDURE test_usp_AuditBatches.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 10;
END;
GO
CREATE PROCEDURE test_usp_AuditBatches.[test that a call inside a transaction is refused]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_AuditBatches @EquipID = @EquipID;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AuditBatches.[test that a load that was checked is not checked again]
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
    EXECUTE dbo.usp_AuditBatches @EquipID = @EquipID;
    EXECUTE dbo.usp_AuditBatches @EquipID = @EquipID;

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
CREATE PROCEDURE test_usp_AuditBatches.[test that no more loads are checked than were asked for]
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
    EXECUTE dbo.usp_WriteBatchSource
        @EquipID     = @EquipID,
        @BatchLoadID = '66666666-6666-6666-6666-666666666666',
        @SourceName  = N'a.csv',
        @SourceRows  = 10,
        @FirstAt     = '2026-03-01T10:00:00',
        @LastAt      = '2026-03-01T10:09:00',
        @ValueCount  = 20,
        @ValueSum    = 30;
    EXECUTE dbo.usp_AuditBatches @EquipID = @EquipID, @MaxBatches = 1;

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
