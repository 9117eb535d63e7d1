/* usp_CommitPayloads: log, quality and rejected rows of claimed documents, together, once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_CommitPayloads';
GO
CREATE PROCEDURE test_usp_CommitPayloads.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    INSERT INTO dbo.Tag_Equipment_Map (EquipID, TagName, TagOrdinal)
    VALUES (900001, N'bearing', 1);

    SET IDENTITY_INSERT dbo.Ingest_Payload ON;

    INSERT INTO dbo.Ingest_Payload (PayloadID, EquipID, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES
        (900001, 900001, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01)),
        (900002, 900001, N'b.csv', 'CSV', 0x02, HASHBYTES('SHA2_256', 0x02)),
        (900003, 900001, N'c.csv', 'CSV', 0x03, HASHBYTES('SHA2_256', 0x03));

    SET IDENTITY_INSERT dbo.Ingest_Payload OFF;

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner  = N'worker-1',
        @EquipID     = 900001,
        @MaxPayloads = 2;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a document that went in is done and one that failed waits again]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES
        (900001, 'SUCCESS', 10, 9, 1, NULL),
        (900002, 'FAILED', 0, 0, 0, N'not a table');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;

    SELECT
        p.SourceName,
        p.Status,
        p.LastError,
        p.ClaimToken,
        IIF(p.CompletedAt IS NULL, 0, 1) AS IsOver
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, Status, LastError, ClaimToken, IsOver)
    VALUES
        (N'a.csv', 'DONE', NULL, NULL, 1),
        (N'b.csv', 'STAGED', N'not a table', NULL, 0),
        (N'c.csv', 'STAGED', NULL, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that every document is logged with its figures]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES
        (900001, 'SUCCESS', 10, 9, 1, NULL),
        (900002, 'FAILED', 0, 0, 0, N'not a table');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;

    SELECT
        l.attempt,
        l.batch_load_id,
        l.claim_token,
        l.status,
        l.rows_read,
        l.rows_kept,
        l.rows_rejected,
        l.error_message
    INTO #Actual
    FROM dbo.processing_log AS l
    WHERE l.equip_id = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (attempt, batch_load_id, claim_token, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES
        (
            1, '55555555-5555-5555-5555-555555555555', '22222222-2222-2222-2222-222222222222', 'SUCCESS',
            10, 9, 1, NULL
        ),
        (
            1, '55555555-5555-5555-5555-555555555555', '22222222-2222-2222-2222-222222222222', 'FAILED', 0,
            0, 0, N'not a table'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a replay logs nothing twice]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900001, 'SUCCESS', 10, 9, 1, NULL);

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;

    SELECT l.status
    INTO #Actual
    FROM dbo.processing_log AS l
    WHERE l.equip_id = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (status)
    VALUES ('SUCCESS');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a document that failed too often is parked]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900002, 'FAILED', 0, 0, 0, N'not a table');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results,
        @MaxAttempts = 1;

    SELECT
        p.Status,
        p.LastError
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001
    AND   p.SourceName = N'b.csv';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, LastError)
    VALUES ('PARKED', N'not a table');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a document that is not claimed is refused]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900003, 'SUCCESS', 10, 10, 0, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51041;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a document under another claim is refused]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900001, 'SUCCESS', 10, 9, 1, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51041;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '88888888-8888-8888-8888-888888888888',
        @Results     = @Results;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that more rows kept than read are refused]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900001, 'SUCCESS', 10, 10, 1, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a failure without a message is refused]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900001, 'FAILED', 0, 0, 0, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a mark on a reading is kept]
AS
BEGIN
    DECLARE @Quality dbo.Readings_Quality_TVP;

    INSERT INTO @Quality (EntryDateTime, TagName, QualityCode)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 'BAD'),
        ('2026-03-01T11:00:00', N'bearing', 'UNCERTAIN');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;

    SELECT
        q.EntryDateTime,
        q.TagName,
        q.QualityCode,
        q.BatchLoadID
    INTO #Actual
    FROM dbo.Readings_Quality AS q
    WHERE q.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime, TagName, QualityCode, BatchLoadID)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 'BAD', '55555555-5555-5555-5555-555555555555'),
        ('2026-03-01T11:00:00', N'bearing', 'UNCERTAIN', '55555555-5555-5555-5555-555555555555');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a good reading takes its mark away and another changes it]
AS
BEGIN
    DECLARE @Quality dbo.Readings_Quality_TVP;

    INSERT INTO @Quality (EntryDateTime, TagName, QualityCode)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', 'BAD'),
        ('2026-03-01T11:00:00', N'bearing', 'UNCERTAIN');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;

    DELETE FROM @Quality;

    INSERT INTO @Quality (EntryDateTime, TagName, QualityCode)
    VALUES
        ('2026-03-01T10:00:00', N'bearing', NULL),
        ('2026-03-01T11:00:00', N'bearing', 'SUBSTITUTED'),
        ('2026-03-01T12:00:00', N'bearing', NULL);

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;

    SELECT
        q.EntryDateTime,
        q.QualityCode
    INTO #Actual
    FROM dbo.Readings_Quality AS q
    WHERE q.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime, QualityCode)
    VALUES ('2026-03-01T11:00:00', 'SUBSTITUTED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that the same mark again changes nothing]
AS
BEGIN
    DECLARE @Quality dbo.Readings_Quality_TVP;

    INSERT INTO @Quality (EntryDateTime, TagName, QualityCode)
    VALUES ('2026-03-01T10:00:00', N'bearing', 'BAD');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;

    UPDATE q
    SET q.RecordedAt = '2026-03-01T11:00:00'
    FROM dbo.Readings_Quality AS q
    WHERE q.EquipID = 900001;

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;

    SELECT
        q.QualityCode,
        q.RecordedAt
    INTO #Actual
    FROM dbo.Readings_Quality AS q
    WHERE q.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (QualityCode, RecordedAt)
    VALUES ('BAD', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a mark on a tag that the machine does not have is refused]
AS
BEGIN
    DECLARE @Quality dbo.Readings_Quality_TVP;

    INSERT INTO @Quality (EntryDateTime, TagName, QualityCode)
    VALUES ('2026-03-01T10:00:00', N'flow', 'BAD');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Quality     = @Quality;
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a rejected row is kept once]
AS
BEGIN
    DECLARE @Rejected dbo.Readings_Rejected_TVP;

    INSERT INTO @Rejected (RowOrdinal, PayloadID, RejectReason, RawText)
    VALUES (1, 900001, 'BAD_TIME', N'31.02.,5');

    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Rejected    = @Rejected;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Rejected    = @Rejected;

    SELECT
        r.BatchLoadID,
        r.RowOrdinal,
        r.RejectReason,
        r.RawText
    INTO #Actual
    FROM dbo.Readings_Rejected AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (BatchLoadID, RowOrdinal, RejectReason, RawText)
    VALUES ('55555555-5555-5555-5555-555555555555', 1, 'BAD_TIME', N'31.02.,5');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that a call with nothing to record is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900001,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222';
END;
GO
CREATE PROCEDURE test_usp_CommitPayloads.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @Results dbo.processing_log_TVP;

    INSERT INTO @Results (payload_id, status, rows_read, rows_kept, rows_rejected, error_message)
    VALUES (900001, 'SUCCESS', 10, 9, 1, NULL);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_CommitPayloads
        @EquipID     = 900009,
        @BatchLoadID = '55555555-5555-5555-5555-555555555555',
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @Results     = @Results;
END;
GO
