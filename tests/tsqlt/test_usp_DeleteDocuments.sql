/* usp_DeleteDocuments: deletes documents that are done, with their log. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_DeleteDocuments';
GO
CREATE PROCEDURE test_usp_DeleteDocuments.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    INSERT INTO dbo.Ingest_Payload (EquipID, SourceName, PayloadFormat, Payload, PayloadHash, Status, CompletedAt)
    VALUES
        (900001, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01), 'DONE', '2026-03-01T10:00:00'),
        (900001, N'b.csv', 'CSV', 0x02, HASHBYTES('SHA2_256', 0x02), 'DONE', '2026-03-01T11:00:00'),
        (900001, N'c.csv', 'CSV', 0x03, HASHBYTES('SHA2_256', 0x03), 'PARKED', '2026-03-01T10:00:00'),
        (900001, N'd.csv', 'CSV', 0x04, HASHBYTES('SHA2_256', 0x04), 'STAGED', NULL);

    INSERT INTO dbo.processing_log
    (
        payload_id, attempt, equip_id, batch_load_id, claim_token, status, rows_read, rows_kept, rows_rejected
    )
    SELECT
        p.PayloadID,
        1,
        p.EquipID,
        '55555555-5555-5555-5555-555555555555',
        '22222222-2222-2222-2222-222222222222',
        'SUCCESS',
        1,
        1,
        0
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001
    AND   p.SourceName = N'a.csv';

    INSERT INTO dbo.ACM_BatchSource
    (
        EquipID, BatchLoadID, SourceName, SourceRows, DuplicateRows, RejectedRows, ValueCount, RecordedAt
    )
    VALUES
        (900001, '55555555-5555-5555-5555-555555555555', N'a.csv', 1, 0, 0, 1, '2026-03-01T10:00:00'),
        (900001, '66666666-6666-6666-6666-666666666666', N'b.csv', 1, 0, 0, 1, '2026-03-01T11:00:00');
END;
GO
CREATE PROCEDURE test_usp_DeleteDocuments.[test that what was done before goes and the rest stays]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteDocuments @Cutoff = '2026-03-01T11:00:00', @MaxRows = 100, @RowsFound = @Found OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Found;

    SELECT p.SourceName
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName)
    VALUES
        (N'b.csv'),
        (N'c.csv'),
        (N'd.csv');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT l.attempt
    INTO #ActualLog
    FROM dbo.processing_log AS l
    WHERE l.equip_id = 900001;

    SELECT TOP (0) a.*
    INTO #ExpectedLog
    FROM #ActualLog AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedLog', @Actual = N'#ActualLog';
END;
GO
CREATE PROCEDURE test_usp_DeleteDocuments.[test that a load that was recorded before goes]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteDocuments @Cutoff = '2026-03-01T11:00:00', @MaxRows = 100, @RowsFound = @Found OUTPUT;

    SELECT b.BatchLoadID
    INTO #Actual
    FROM dbo.ACM_BatchSource AS b
    WHERE b.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (BatchLoadID)
    VALUES ('66666666-6666-6666-6666-666666666666');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
