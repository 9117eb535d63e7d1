/* usp_CountOldRows: counts by the own time of each machine what retention would delete, each row once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_CountOldRows';
GO
CREATE PROCEDURE test_usp_CountOldRows.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_CountOldRows.WorkedThrough
AS
BEGIN
    EXECUTE arrange.Lease;
    EXECUTE arrange.Run;
    EXECUTE arrange.EndedRun;

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-31T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    INSERT INTO dbo.ACM_HealthTimeline (EquipID, Timestamp, RunID, OperatingState, IsAlarm)
    VALUES
        (900001, '2026-03-01T09:59:59.999', '11111111-1111-1111-1111-111111111111', 'RUNNING', 0),
        (900001, '2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111', 'RUNNING', 0),
        (900001, '2026-03-30T10:00:00', '11111111-1111-1111-1111-111111111111', 'RUNNING', 0);
END;
GO
CREATE PROCEDURE test_usp_CountOldRows.[test that rows before the period are counted and the row at its edge is not]
AS
BEGIN
    CREATE TABLE #Before
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );
    CREATE TABLE #After
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );

    INSERT INTO #Before (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 30, @RunDays = 800, @ReadingDays = NULL, @LogCutoff = '2026-01-01T00:00:00';

    EXECUTE test_usp_CountOldRows.WorkedThrough;

    INSERT INTO #After (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 30, @RunDays = 800, @ReadingDays = NULL, @LogCutoff = '2026-01-01T00:00:00';

    SELECT
        a.TableName,
        a.RowsFound - b.RowsFound AS RowsFound
    INTO #Actual
    FROM #After AS a
    INNER JOIN #Before AS b
        ON b.TableName = a.TableName
    WHERE a.RowsFound <> b.RowsFound;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TableName, RowsFound)
    VALUES (N'ACM_HealthTimeline', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CountOldRows.[test that an old run is counted with its rows and each row once]
AS
BEGIN
    CREATE TABLE #Before
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );
    CREATE TABLE #After
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );

    INSERT INTO #Before (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 5, @RunDays = 10, @ReadingDays = NULL, @LogCutoff = '2026-03-10T00:00:00';

    EXECUTE test_usp_CountOldRows.WorkedThrough;
    EXECUTE arrange.Episode;

    INSERT INTO dbo.ACM_DataQualityEvents
        (EquipID, RunID, BatchLoadID, TableName, ColumnName, EventType, AffectedRows, EventTime)
    VALUES
        (900001, '11111111-1111-1111-1111-111111111111', NULL, N'T', N'flow', 'GAP', 1, '2026-03-01T11:00:00'),
        (900001, '11111111-1111-1111-1111-111111111111', NULL, N'T', N'flow', 'GAP', 1, '2026-03-20T11:00:00'),
        (900001, NULL, '55555555-5555-5555-5555-555555555555', N'T', N'flow', 'GAP', 1, '2026-03-20T11:00:00');

    INSERT INTO #After (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 5, @RunDays = 10, @ReadingDays = NULL, @LogCutoff = '2026-03-10T00:00:00';

    SELECT
        a.TableName,
        a.RowsFound - b.RowsFound AS RowsFound
    INTO #Actual
    FROM #After AS a
    INNER JOIN #Before AS b
        ON b.TableName = a.TableName
    WHERE a.RowsFound <> b.RowsFound;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TableName, RowsFound)
    VALUES
        (N'ACM_DataQualityEvents', 2),
        (N'ACM_Episodes', 1),
        (N'ACM_HealthTimeline', 2),
        (N'ACM_Runs', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CountOldRows.[test that a run that something rests on is not counted]
AS
BEGIN
    CREATE TABLE #Before
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );
    CREATE TABLE #After
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );

    INSERT INTO #Before (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 10, @RunDays = 10, @ReadingDays = NULL, @LogCutoff = '2026-01-01T00:00:00';

    EXECUTE test_usp_CountOldRows.WorkedThrough;
    EXECUTE arrange.Run
        @RunID = '77777777-7777-7777-7777-777777777777', @StartedAt = '2026-03-01T11:20:00', @Outcome = 'OK';
    EXECUTE arrange.Run
        @RunID = '88888888-8888-8888-8888-888888888888', @StartedAt = '2026-03-01T11:25:00', @Outcome = 'OK';
    EXECUTE arrange.Run
        @RunID = '99999999-9999-9999-9999-999999999999', @StartedAt = '2026-03-01T11:30:00', @Outcome = 'OK';
    EXECUTE arrange.Model @Version = 3;

    INSERT INTO dbo.ACM_ActiveModels (EquipID, Version, RunID, Reason)
    VALUES (900001, 3, '88888888-8888-8888-8888-888888888888', N'newer');

    INSERT INTO dbo.ACM_ScorerState (EquipID, ModelVersion, AsOf, RunID, StateBytes, StateHash)
    VALUES
        (900001, 3, '2026-03-01T11:00:00', '99999999-9999-9999-9999-999999999999', 0x01, HASHBYTES('SHA2_256', 0x01));

    INSERT INTO #After (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 10, @RunDays = 10, @ReadingDays = NULL, @LogCutoff = '2026-01-01T00:00:00';

    SELECT
        a.TableName,
        a.RowsFound - b.RowsFound AS RowsFound
    INTO #Actual
    FROM #After AS a
    INNER JOIN #Before AS b
        ON b.TableName = a.TableName
    WHERE a.RowsFound <> b.RowsFound;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TableName, RowsFound)
    VALUES
        (N'ACM_HealthTimeline', 2),
        (N'ACM_Runs', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_CountOldRows.[test that documents that are done are counted with their log and loads with their checks]
AS
BEGIN
    CREATE TABLE #Before
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );
    CREATE TABLE #After
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );

    INSERT INTO #Before (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 1, @RunDays = 1, @ReadingDays = NULL, @LogCutoff = '2026-03-01T11:00:00';

    INSERT INTO dbo.Ingest_Payload (EquipID, SourceName, PayloadFormat, Payload, PayloadHash, Status, CompletedAt)
    VALUES
        (900001, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01), 'DONE', '2026-03-01T10:00:00'),
        (900001, N'b.csv', 'CSV', 0x02, HASHBYTES('SHA2_256', 0x02), 'DONE', '2026-03-01T11:00:00'),
        (900001, N'c.csv', 'CSV', 0x03, HASHBYTES('SHA2_256', 0x03), 'PARKED', '2026-03-01T10:00:00');

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
    WHERE p.EquipID = 900001;

    INSERT INTO dbo.ACM_BatchSource
    (
        EquipID, BatchLoadID, SourceName, SourceRows, DuplicateRows, RejectedRows, ValueCount, RecordedAt
    )
    VALUES
        (900001, '55555555-5555-5555-5555-555555555555', N'a.csv', 1, 0, 0, 1, '2026-03-01T10:00:00'),
        (900001, '66666666-6666-6666-6666-666666666666', N'b.csv', 1, 0, 0, 1, '2026-03-01T11:00:00');

    INSERT INTO #After (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 1, @RunDays = 1, @ReadingDays = NULL, @LogCutoff = '2026-03-01T11:00:00';

    SELECT
        a.TableName,
        a.RowsFound - b.RowsFound AS RowsFound
    INTO #Actual
    FROM #After AS a
    INNER JOIN #Before AS b
        ON b.TableName = a.TableName
    WHERE a.RowsFound <> b.RowsFound;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TableName, RowsFound)
    VALUES
        (N'ACM_BatchSource', 1),
        (N'Ingest_Payload', 1),
        (N'processing_log', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_CountOldRows.[test that readings are counted when they have a period]
AS
BEGIN
    DECLARE @EquipID int;

    CREATE TABLE #Without
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );
    CREATE TABLE #With
    (
        TableName sysname NOT NULL,
        RowsFound bigint  NOT NULL
    );

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Readings @FirstAt = '2026-03-21T09:58:00', @RowsWanted = 5;

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-31T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    /* Adopted: its table is never read. */
    UPDATE e
    SET e.IsAdopted = 1
    FROM dbo.Equipment AS e
    WHERE e.EquipID = 900001;

    INSERT INTO #Without (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 1, @RunDays = 1, @ReadingDays = NULL, @LogCutoff = '2026-01-01T00:00:00';
    INSERT INTO #With (TableName, RowsFound)
    EXECUTE dbo.usp_CountOldRows
        @SeriesDays = 1, @RunDays = 1, @ReadingDays = 10, @LogCutoff = '2026-01-01T00:00:00';

    SELECT
        w.TableName,
        w.RowsFound
    INTO #Actual
    FROM #With AS w
    LEFT JOIN #Without AS o
        ON o.TableName = w.TableName
    WHERE o.TableName IS NULL
    AND   w.TableName LIKE N'tsqlt-%';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TableName, RowsFound)
    VALUES (N'tsqlt-2_Data', 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
