/* usp_DeleteSeries: a chunk of the oldest rows of every series. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_DeleteSeries';
GO
CREATE PROCEDURE test_usp_DeleteSeries.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Machine @EquipID = 900002, @EquipCode = N'tsqlt-3';

    INSERT INTO dbo.ACM_Scores_Wide (EquipID, Timestamp, RunID)
    VALUES
        (900001, '2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111'),
        (900001, '2026-03-01T10:30:00', '11111111-1111-1111-1111-111111111111'),
        (900001, '2026-03-01T11:00:00', '11111111-1111-1111-1111-111111111111'),
        (900002, '2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111');
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_DeleteSeries.[test that rows before the time go, of this machine alone]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteSeries
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @ChunkRows = 100,
        @RowsFound = @Found OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Found;

    SELECT
        t.EquipID,
        t.Timestamp
    INTO #Actual
    FROM dbo.ACM_Scores_Wide AS t
    WHERE t.EquipID IN (900001, 900002);

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, Timestamp)
    VALUES
        (900001, '2026-03-01T11:00:00'),
        (900002, '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_DeleteSeries.[test that no more rows go than a chunk has]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE dbo.usp_DeleteSeries
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @ChunkRows = 1,
        @RowsFound = @Found OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @Found;
END;
GO
CREATE PROCEDURE test_usp_DeleteSeries.[test that a call inside a transaction is refused]
AS
BEGIN
    DECLARE @Found int;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_DeleteSeries
        @EquipID   = 900001,
        @Cutoff    = '2026-03-01T11:00:00',
        @ChunkRows = 1,
        @RowsFound = @Found OUTPUT;
END;
GO
