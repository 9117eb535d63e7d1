/* usp_WriteModelComparisons: comparisons of one run: stored as given, replayed without effect. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteModelComparisons';
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[Write two rows]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ModelComparisons_TVP;

    INSERT INTO @Rows
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, IsBetter, Decision
    )
    VALUES
        (N'fit', 3, 2, '2026-03-01T09:00:00', '2026-03-01T10:00:00', 60, 0.5, 0.75, 1, 'ACTIVATED'),
        (N'alarms', 3, NULL, '2026-03-01T09:00:00', '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT');

    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that rows are stored as they were given]
AS
BEGIN
    EXECUTE test_usp_WriteModelComparisons.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.MetricName,
        t.CandidateVersion,
        t.ActiveVersion,
        t.HeldBackStart,
        t.HeldBackEnd,
        t.HeldBackRows,
        t.CandidateValue,
        t.ActiveValue,
        t.IsBetter,
        t.Decision
    INTO #Actual
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows,
        CandidateValue, ActiveValue, IsBetter, Decision
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'fit', 3, 2, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, 0.5, 0.75, 1, 'ACTIVATED'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'alarms', 3, NULL, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_WriteModelComparisons.[Write two rows];
    EXECUTE test_usp_WriteModelComparisons.[Write two rows];

    SELECT
        t.RunID,
        t.EquipID,
        t.MetricName,
        t.CandidateVersion,
        t.ActiveVersion,
        t.HeldBackStart,
        t.HeldBackEnd,
        t.HeldBackRows,
        t.CandidateValue,
        t.ActiveValue,
        t.IsBetter,
        t.Decision
    INTO #Actual
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows,
        CandidateValue, ActiveValue, IsBetter, Decision
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'fit', 3, 2, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, 0.5, 0.75, 1, 'ACTIVATED'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'alarms', 3, NULL, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_ModelComparisons';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that every column of a changed row is updated]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ModelComparisons_TVP;

    EXECUTE test_usp_WriteModelComparisons.[Write two rows];

    INSERT INTO @Rows
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, IsBetter, Decision
    )
    VALUES
        (N'fit', 4, 3, '2026-03-01T08:00:00', '2026-03-01T09:00:00', 59, 0.25, 0.5, 0, 'KEPT'),
        (N'alarms', 3, NULL, '2026-03-01T09:00:00', '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT');

    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.MetricName,
        t.CandidateVersion,
        t.ActiveVersion,
        t.HeldBackStart,
        t.HeldBackEnd,
        t.HeldBackRows,
        t.CandidateValue,
        t.ActiveValue,
        t.IsBetter,
        t.Decision
    INTO #Actual
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows,
        CandidateValue, ActiveValue, IsBetter, Decision
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'fit', 4, 3, '2026-03-01T08:00:00',
            '2026-03-01T09:00:00', 59, 0.25, 0.5, 0, 'KEPT'
        ),
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'alarms', 3, NULL, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_ModelComparisons';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that a row that is no longer sent is deleted]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ModelComparisons_TVP;

    EXECUTE test_usp_WriteModelComparisons.[Write two rows];

    INSERT INTO @Rows
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, IsBetter, Decision
    )
    VALUES (N'alarms', 3, NULL, '2026-03-01T09:00:00', '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT');

    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        t.RunID,
        t.EquipID,
        t.MetricName,
        t.CandidateVersion,
        t.ActiveVersion,
        t.HeldBackStart,
        t.HeldBackEnd,
        t.HeldBackRows,
        t.CandidateValue,
        t.ActiveValue,
        t.IsBetter,
        t.Decision
    INTO #Actual
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        RunID, EquipID, MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows,
        CandidateValue, ActiveValue, IsBetter, Decision
    )
    VALUES
        (
            '11111111-1111-1111-1111-111111111111', 900001, N'alarms', 3, NULL, '2026-03-01T09:00:00',
            '2026-03-01T10:00:00', 60, NULL, NULL, NULL, 'KEPT'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_ModelComparisons';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that the rows of another run of the window stay]
AS
BEGIN
    DECLARE
        @Rows  dbo.ACM_ModelComparisons_TVP,
        @Count int;

    EXECUTE test_usp_WriteModelComparisons.[Write two rows];
    EXECUTE arrange.AnotherRun;

    INSERT INTO @Rows
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, IsBetter, Decision
    )
    VALUES (N'fit', 3, 2, '2026-03-01T09:00:00', '2026-03-01T10:00:00', 60, 0.5, 0.75, 1, 'ACTIVATED');

    EXECUTE dbo.usp_WriteModelComparisons @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT @Count = COUNT(*)
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.AssertEquals @Expected = 2, @Actual = @Count;
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that a call without rows is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that no rows can be meant]
AS
BEGIN
    EXECUTE test_usp_WriteModelComparisons.[Write two rows];
    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111', @EmptyMeansNone = 1;

    SELECT
        t.RunID,
        t.EquipID,
        t.MetricName,
        t.CandidateVersion,
        t.ActiveVersion,
        t.HeldBackStart,
        t.HeldBackEnd,
        t.HeldBackRows,
        t.CandidateValue,
        t.ActiveValue,
        t.IsBetter,
        t.Decision
    INTO #Actual
    FROM dbo.ACM_ModelComparisons AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated,
        s.RowsDeleted
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ACM_ModelComparisons';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated, RowsDeleted)
    VALUES (0, 0, 2);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that an ended run takes no more rows]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE test_usp_WriteModelComparisons.[Write two rows];
END;
GO
CREATE PROCEDURE test_usp_WriteModelComparisons.[test that held-back rows of no time is refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ModelComparisons_TVP;

    INSERT INTO @Rows
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, IsBetter, Decision
    )
    VALUES (N'fit', 3, 2, '2026-03-01T09:00:00', '2026-03-01T09:00:00', 60, 0.5, 0.75, 1, 'ACTIVATED');

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_WriteModelComparisons @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
