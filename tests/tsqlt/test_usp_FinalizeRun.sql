/* usp_FinalizeRun: a run ends once, with all its results, and moves its machine on. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_FinalizeRun';
GO
CREATE PROCEDURE test_usp_FinalizeRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[Finish with one sample]
AS
BEGIN
    DECLARE
        @Scores dbo.ACM_Scores_Wide_TVP,
        @Health dbo.ACM_HealthTimeline_TVP,
        @State  dbo.ACM_ScorerState_TVP;

    INSERT INTO @Scores (Timestamp, FusedZ)
    VALUES ('2026-03-01T10:00:00', 0.5);

    INSERT INTO @Health (Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, IsAlarm)
    VALUES ('2026-03-01T10:00:00', 80, 'HEALTHY', 0.5, 'RUNNING', 0);

    INSERT INTO @State (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0102);

    EXECUTE dbo.usp_FinalizeRun
        @RunID          = '11111111-1111-1111-1111-111111111111',
        @LeaseToken     = '22222222-2222-2222-2222-222222222222',
        @Outcome        = 'OK',
        @ScoresWide     = @Scores,
        @HealthTimeline = @Health,
        @ScorerState    = @State,
        @RowsRead       = 60;
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that results, run and state are stored together]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    SELECT
        s.Scores,
        h.Health,
        c.States
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Scores FROM dbo.ACM_Scores_Wide AS s WHERE s.RunID = r.RunID) AS s
    CROSS APPLY (SELECT COUNT(*) AS Health FROM dbo.ACM_HealthTimeline AS h WHERE h.RunID = r.RunID) AS h
    CROSS APPLY (SELECT COUNT(*) AS States FROM dbo.ACM_ScorerState AS c WHERE c.EquipID = r.EquipID) AS c
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Scores, Health, States)
    VALUES (1, 1, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        r.Outcome,
        r.RowsRead,
        r.ScoreRowCount,
        r.HealthStatus,
        r.RowsWritten
    INTO #ActualRun
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #ExpectedRun
    FROM #ActualRun AS a;

    INSERT INTO #ExpectedRun (Outcome, RowsRead, ScoreRowCount, HealthStatus, RowsWritten)
    VALUES ('OK', 60, 1, 'HEALTHY', 3);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedRun', @Actual = N'#ActualRun';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that OK moves the watermark and gives the lease back]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.ClaimedStage
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, ClaimedStage)
    VALUES ('2026-03-01T11:00:00', 1, 0, NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that NOOP moves the watermark too]
AS
BEGIN
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'NOOP';

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.ClaimedStage
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, ClaimedStage)
    VALUES ('2026-03-01T11:00:00', 1, 0, NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that FAIL leaves the watermark and records the error]
AS
BEGIN
    EXECUTE dbo.usp_FinalizeRun
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @Outcome      = 'FAIL',
        @ErrorMessage = N'no fit';

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.ClaimedStage
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, ClaimedStage)
    VALUES (NULL, 0, 1, N'no fit', NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        r.Outcome,
        r.ErrorMessage
    INTO #ActualRun
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #ExpectedRun
    FROM #ActualRun AS a;

    INSERT INTO #ExpectedRun (Outcome, ErrorMessage)
    VALUES ('FAIL', N'no fit');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedRun', @Actual = N'#ActualRun';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that FAIL ignores every table]
AS
BEGIN
    DECLARE @Scores dbo.ACM_Scores_Wide_TVP;

    INSERT INTO @Scores (Timestamp, FusedZ)
    VALUES ('2026-03-01T10:00:00', 0.5);

    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'FAIL',
        @ScoresWide = @Scores;

    SELECT
        s.Scores,
        h.Health,
        c.States
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Scores FROM dbo.ACM_Scores_Wide AS s WHERE s.RunID = r.RunID) AS s
    CROSS APPLY (SELECT COUNT(*) AS Health FROM dbo.ACM_HealthTimeline AS h WHERE h.RunID = r.RunID) AS h
    CROSS APPLY (SELECT COUNT(*) AS States FROM dbo.ACM_ScorerState AS c WHERE c.EquipID = r.EquipID) AS c
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Scores, Health, States)
    VALUES (0, 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a repeated call finds the run ended and changes nothing]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    UPDATE p
    SET p.UpdatedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.UpdatedAt
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LastBatchEndTime, BatchesCompleted, UpdatedAt)
    VALUES ('2026-03-01T11:00:00', 1, '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that FAIL after OK leaves OK]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];
    EXECUTE dbo.usp_FinalizeRun
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @LeaseToken   = '22222222-2222-2222-2222-222222222222',
        @Outcome      = 'FAIL',
        @ErrorMessage = N'late';

    SELECT
        r.Outcome,
        r.ErrorMessage
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, ErrorMessage)
    VALUES ('OK', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.Scores,
        h.Health,
        c.States
    INTO #ActualCounts
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Scores FROM dbo.ACM_Scores_Wide AS s WHERE s.RunID = r.RunID) AS s
    CROSS APPLY (SELECT COUNT(*) AS Health FROM dbo.ACM_HealthTimeline AS h WHERE h.RunID = r.RunID) AS h
    CROSS APPLY (SELECT COUNT(*) AS States FROM dbo.ACM_ScorerState AS c WHERE c.EquipID = r.EquipID) AS c
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #ExpectedCounts
    FROM #ActualCounts AS a;

    INSERT INTO #ExpectedCounts (Scores, Health, States)
    VALUES (1, 1, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedCounts', @Actual = N'#ActualCounts';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a table left out is emptied of what a writer stored before]
AS
BEGIN
    DECLARE @Rows dbo.ACM_RUL_TVP;

    INSERT INTO @Rows (Timestamp, RulStatus)
    VALUES ('2026-03-01T11:00:00', 'HEALTHY');

    EXECUTE dbo.usp_WriteRUL @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    SELECT t.RulStatus
    INTO #Actual
    FROM dbo.ACM_RUL AS t
    WHERE t.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that the token of another worker is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '88888888-8888-8888-8888-888888888888',
        @Outcome    = 'OK';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a worker whose lease went to another is refused]
AS
BEGIN
    EXECUTE arrange.Lease @LeaseToken = '88888888-8888-8888-8888-888888888888';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a worker whose run was taken over is refused]
AS
BEGIN
    UPDATE r
    SET r.LeaseToken = '88888888-8888-8888-8888-888888888888'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that the token of another worker is refused on an ended run]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51004;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '88888888-8888-8888-8888-888888888888',
        @Outcome    = 'OK';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that an unknown run is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51001;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '99999999-9999-9999-9999-999999999999',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'OK';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that RUNNING is no end]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51005;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'RUNNING';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that an outcome of NULL is no end]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51005;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = NULL;
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a client built for other tables is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51006;
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'OK',
        @Contract   = 0x00;
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a window asked for by name moves neither watermark nor state]
AS
BEGIN
    EXECUTE arrange.Lease @Advances = 0;
    EXECUTE test_usp_FinalizeRun.[Finish with one sample];

    SELECT
        p.LastBatchEndTime,
        p.BatchesCompleted,
        p.FailedAttempts,
        p.LastError,
        p.LeaseToken,
        p.ClaimedStage
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (LastBatchEndTime, BatchesCompleted, FailedAttempts, LastError, LeaseToken, ClaimedStage)
    VALUES (NULL, 0, 0, NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.Scores,
        h.Health,
        c.States
    INTO #ActualCounts
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Scores FROM dbo.ACM_Scores_Wide AS s WHERE s.RunID = r.RunID) AS s
    CROSS APPLY (SELECT COUNT(*) AS Health FROM dbo.ACM_HealthTimeline AS h WHERE h.RunID = r.RunID) AS h
    CROSS APPLY (SELECT COUNT(*) AS States FROM dbo.ACM_ScorerState AS c WHERE c.EquipID = r.EquipID) AS c
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #ExpectedCounts
    FROM #ActualCounts AS a;

    INSERT INTO #ExpectedCounts (Scores, Health, States)
    VALUES (1, 1, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedCounts', @Actual = N'#ActualCounts';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[Finish a coldstart]
AS
BEGIN
    DECLARE @Models dbo.ModelRegistry_TVP;

    INSERT INTO @Models (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{}', 0x0102, HASHBYTES('SHA2_256', 0x0102));

    EXECUTE dbo.usp_FinalizeRun
        @RunID       = '11111111-1111-1111-1111-111111111111',
        @LeaseToken  = '22222222-2222-2222-2222-222222222222',
        @Outcome     = 'OK',
        @Models      = @Models,
        @RowsRead    = 60,
        @ModelReason = N'first model';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a coldstart with models is complete and its version in force]
AS
BEGIN
    UPDATE r
    SET r.Stage = 'COLDSTART'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';
    EXECUTE test_usp_FinalizeRun.[Finish a coldstart];

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime,
        a.Version,
        a.Reason
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    INNER JOIN dbo.ACM_ActiveModels AS a
        ON a.EquipID = c.EquipID
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime, Version, Reason)
    VALUES ('COMPLETE', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 3, N'first model');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a coldstart without models has failed]
AS
BEGIN
    UPDATE r
    SET r.Stage = 'COLDSTART'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_BeginColdstart @EquipID = 900001, @RunID = '11111111-1111-1111-1111-111111111111';
    EXECUTE dbo.usp_FinalizeRun
        @RunID      = '11111111-1111-1111-1111-111111111111',
        @LeaseToken = '22222222-2222-2222-2222-222222222222',
        @Outcome    = 'NOOP',
        @RowsRead   = 60;

    SELECT
        c.Status,
        c.ErrorCount,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, ErrorCount, LastError)
    VALUES ('FAILED', 1, N'the run ended as NOOP without a model');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
/* A run that leaves version 3 of a machine whose version 2 is in force, and how the two compared. */
CREATE PROCEDURE test_usp_FinalizeRun.[Finish a training]
    @Decision varchar(10)
AS
BEGIN
    DECLARE
        @Models      dbo.ModelRegistry_TVP,
        @Comparisons dbo.ACM_ModelComparisons_TVP;

    EXECUTE arrange.AnotherRun;
    EXECUTE arrange.Model @Version = 2, @RunID = '99999999-9999-9999-9999-999999999999';
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'test';

    INSERT INTO @Models (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{}', 0x01, HASHBYTES('SHA2_256', 0x01));

    INSERT INTO @Comparisons
    (
        MetricName, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows, CandidateValue,
        ActiveValue, Decision
    )
    VALUES (N'AlarmPct', 3, 2, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 60, 2.5, 1.5, @Decision);

    EXECUTE dbo.usp_FinalizeRun
        @RunID            = '11111111-1111-1111-1111-111111111111',
        @LeaseToken       = '22222222-2222-2222-2222-222222222222',
        @Outcome          = 'OK',
        @Models           = @Models,
        @ModelComparisons = @Comparisons,
        @ModelReason      = N'baseline asked for';

    SELECT
        a.Version,
        a.PreviousVersion,
        q.Versions,
        c.Decision
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    CROSS APPLY (SELECT COUNT(*) AS Versions FROM dbo.ModelRegistry AS m WHERE m.EquipID = a.EquipID) AS q
    CROSS APPLY (SELECT c.Decision FROM dbo.ACM_ModelComparisons AS c WHERE c.EquipID = a.EquipID) AS c
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    IF @Decision = 'KEPT'
        INSERT INTO #Expected (Version, PreviousVersion, Versions, Decision)
        VALUES (2, NULL, 2, 'KEPT');
    ELSE
        INSERT INTO #Expected (Version, PreviousVersion, Versions, Decision)
        VALUES (3, 2, 2, 'ACTIVATED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a model that compared well comes into force]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish a training] @Decision = 'ACTIVATED';
END;
GO
CREATE PROCEDURE test_usp_FinalizeRun.[test that a model that did worse is stored beside the one in force]
AS
BEGIN
    EXECUTE test_usp_FinalizeRun.[Finish a training] @Decision = 'KEPT';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_FinalizeRun.[test that an error in the last table leaves nothing of the first]
AS
BEGIN
    DECLARE
        @Number      int,
        @Scores      dbo.ACM_Scores_Wide_TVP,
        @Comparisons dbo.ACM_ModelComparisons_TVP;

    INSERT INTO @Scores (Timestamp, FusedZ)
    VALUES ('2026-03-01T10:00:00', 0.5);

    INSERT INTO @Comparisons (MetricName, CandidateVersion, HeldBackStart, HeldBackEnd, HeldBackRows, Decision)
    VALUES (N'fit', 3, '2026-03-01T10:00:00', '2026-03-01T11:00:00', 10, 'MAYBE');

    BEGIN TRY
        EXECUTE dbo.usp_FinalizeRun
            @RunID            = '11111111-1111-1111-1111-111111111111',
            @LeaseToken       = '22222222-2222-2222-2222-222222222222',
            @Outcome          = 'OK',
            @ScoresWide       = @Scores,
            @ModelComparisons = @Comparisons;
    END TRY
    BEGIN CATCH
        SET @Number = ERROR_NUMBER();
    END CATCH;

    EXECUTE tSQLt.AssertEquals @Expected = 547, @Actual = @Number;

    SELECT
        r.Outcome,
        p.LeaseToken,
        s.Scores,
        k.TableStats
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = r.EquipID
    CROSS APPLY (SELECT COUNT(*) AS Scores FROM dbo.ACM_Scores_Wide AS s WHERE s.RunID = r.RunID) AS s
    CROSS APPLY (SELECT COUNT(*) AS TableStats FROM dbo.ACM_RunTableStats AS k WHERE k.RunID = r.RunID) AS k
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, LeaseToken, Scores, TableStats)
    VALUES ('RUNNING', '22222222-2222-2222-2222-222222222222', 0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    DECLARE @Open int = @@TRANCOUNT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @Open;
END;
GO
