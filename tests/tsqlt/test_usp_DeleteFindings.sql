/* usp_DeleteFindings: a chunk of the oldest findings about the data of a machine. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_DeleteFindings';
GO
CREATE PROCEDURE test_usp_DeleteFindings.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    INSERT INTO dbo.Readings_Rejected (EquipID, BatchLoadID, RowOrdinal, RejectReason, RejectedAt)
    VALUES
        (900001, '55555555-5555-5555-5555-555555555555', 1, 'BAD_TIME', '2026-03-01T10:00:00'),
        (900001, '55555555-5555-5555-5555-555555555555', 2, 'BAD_TIME', '2026-03-01T11:00:00');

    INSERT INTO dbo.ACM_DataQualityEvents
    (
        EquipID, BatchLoadID, TableName, ColumnName, EventType, AffectedRows, EventTime
    )
    VALUES
        (900001, '55555555-5555-5555-5555-555555555555', N'tsqlt-1_Data', N'flow', 'GAP', 1, '2026-03-01T10:00:00'),
        (900001, '55555555-5555-5555-5555-555555555555', N'tsqlt-1_Data', N'flow', 'STUCK', 1, '2026-03-01T11:00:00');
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_DeleteFindings.[test that what was found before goes]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteFindings
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @ChunkRows = 100,
        @RowsFound = @Found OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Found;

    SELECT r.RowOrdinal
    INTO #Actual
    FROM dbo.Readings_Rejected AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RowOrdinal)
    VALUES (2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT d.EventType
    INTO #ActualEvents
    FROM dbo.ACM_DataQualityEvents AS d
    WHERE d.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #ExpectedEvents
    FROM #ActualEvents AS a;

    INSERT INTO #ExpectedEvents (EventType)
    VALUES ('STUCK');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedEvents', @Actual = N'#ActualEvents';
END;
GO
CREATE PROCEDURE test_usp_DeleteFindings.[test that a call inside a transaction is refused]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_DeleteFindings
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @ChunkRows = 100,
        @RowsFound = @Found OUTPUT;
END;
GO
