/* usp_ApplyRetention: deletes by the own time of each machine, in short steps. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ApplyRetention';
GO
CREATE PROCEDURE test_usp_ApplyRetention.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
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
CREATE PROCEDURE test_usp_ApplyRetention.[test that a call inside a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_ApplyRetention;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that a period shorter than a day is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51045;
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 0;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that runs do not go before their rows]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51045;
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 10, @RunDays = 9;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that a chunk that would lock the whole table is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51045;
    EXECUTE dbo.usp_ApplyRetention @ChunkRows = 4501;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that rows before the period go and the row at its edge stays]
AS
BEGIN
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 30, @RunDays = 800;

    SELECT t.Timestamp
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Timestamp)
    VALUES
        ('2026-03-01T10:00:00'),
        ('2026-03-30T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that a dry run deletes nothing]
AS
BEGIN
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 1, @RunDays = 1, @DryRun = 1;

    SELECT
        t.Timestamp,
        t.RunID
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    INNER JOIN dbo.ACM_Runs AS r
        ON r.RunID = t.RunID
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Timestamp, RunID)
    VALUES
        ('2026-03-01T09:59:59.999', '11111111-1111-1111-1111-111111111111'),
        ('2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111'),
        ('2026-03-30T10:00:00', '11111111-1111-1111-1111-111111111111');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that a dry run refuses what a real one refuses]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51045;
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 10, @RunDays = 9, @DryRun = 1;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that small chunks come to the same end]
AS
BEGIN
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 2, @RunDays = 800, @ChunkRows = 1;

    SELECT t.Timestamp
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Timestamp)
    VALUES ('2026-03-30T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that old runs go with their period]
AS
BEGIN
    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 5, @RunDays = 10;

    SELECT r.RunID
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that readings go with all their marks, chunk by chunk]
AS
BEGIN
    DECLARE @EquipID int;

    UPDATE e
    SET e.IsAdopted = 1
    FROM dbo.Equipment AS e
    WHERE e.EquipID = 900001;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T10:00:00', @RowsWanted = 1;

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-31T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;

    INSERT INTO dbo.Readings_Quality (EquipID, EntryDateTime, TagName, QualityCode, BatchLoadID)
    VALUES
        (@EquipID, '2026-03-01T10:00:00', N'bearing', 'BAD', '55555555-5555-5555-5555-555555555555'),
        (@EquipID, '2026-03-01T10:00:00', N'flow', 'BAD', '55555555-5555-5555-5555-555555555555'),
        (@EquipID, '2026-03-01T10:01:00', N'flow', 'BAD', '55555555-5555-5555-5555-555555555555'),
        (@EquipID, '2026-03-30T10:00:00', N'flow', 'BAD', '55555555-5555-5555-5555-555555555555');

    EXECUTE dbo.usp_ApplyRetention @ReadingDays = 10, @ChunkRows = 1;

    SELECT q.EntryDateTime
    INTO #Actual
    FROM dbo.Readings_Quality AS q
    WHERE q.EquipID = @EquipID;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EntryDateTime)
    VALUES ('2026-03-30T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ApplyRetention.[test that a machine that was never worked through loses nothing]
AS
BEGIN
    UPDATE p
    SET p.LastBatchEndTime = NULL
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_ApplyRetention @SeriesDays = 1, @RunDays = 1;

    SELECT t.Timestamp
    INTO #Actual
    FROM dbo.ACM_HealthTimeline AS t
    WHERE t.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Timestamp)
    VALUES
        ('2026-03-01T09:59:59.999'),
        ('2026-03-01T10:00:00'),
        ('2026-03-30T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
