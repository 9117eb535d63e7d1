/* usp_RecordTableStats: one row per run and table: the last call counts. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_RecordTableStats';
GO
CREATE PROCEDURE test_usp_RecordTableStats.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_RecordTableStats.[test that the last call counts and no time is negative]
AS
BEGIN
    DECLARE @Later datetime2(7) = DATEADD(DAY, 1, SYSUTCDATETIME());

    EXECUTE dbo.usp_RecordTableStats
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @TableName    = N'ACM_RUL',
        @RowsInserted = 3,
        @RowsUpdated  = 2,
        @RowsDeleted  = 1,
        @StartedAt    = @Later;

    EXECUTE dbo.usp_RecordTableStats
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @TableName    = N'ACM_RUL',
        @RowsInserted = 0,
        @RowsUpdated  = 4,
        @RowsDeleted  = 5,
        @StartedAt    = @Later;

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted,
        s.Milliseconds
    INTO #Actual
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RowsInserted, RowsUpdated, RowsDeleted, Milliseconds)
    VALUES (0, 4, 5, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordTableStats.[test that a negative count is refused]
AS
BEGIN
    DECLARE @Later datetime2(7) = DATEADD(DAY, 1, SYSUTCDATETIME());

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_RecordTableStats
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @TableName    = N'ACM_RUL',
        @RowsInserted = -1,
        @RowsUpdated  = 0,
        @RowsDeleted  = 0,
        @StartedAt    = @Later;
END;
GO
