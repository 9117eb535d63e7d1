/* usp_EndColdstart: COMPLETE with models, FAILED without. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_EndColdstart';
GO
CREATE PROCEDURE test_usp_EndColdstart.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Run @Stage = 'COLDSTART', @Outcome = 'OK';

    UPDATE r
    SET r.RowsRead = 60
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, AttemptCount)
    VALUES (900001, 'IN_PROGRESS', 1);
END;
GO
CREATE PROCEDURE test_usp_EndColdstart.[test that a run with models completes it and sets the rows]
AS
BEGIN
    EXECUTE dbo.usp_EndColdstart @RunID = '11111111-1111-1111-1111-111111111111', @HasModel = 1;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime, LastError)
    VALUES ('COMPLETE', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_EndColdstart.[test that an end without a model has failed]
AS
BEGIN
    EXECUTE dbo.usp_EndColdstart @RunID = '11111111-1111-1111-1111-111111111111', @HasModel = 0;

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime, LastError)
    VALUES
        ('FAILED', 60, '2026-03-01T10:00:00', '2026-03-01T11:00:00', N'the run ended as OK without a model');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_EndColdstart.[test that a failed run leaves the rows that were counted]
AS
BEGIN
    UPDATE r
    SET r.Outcome = 'FAIL'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_EndColdstart
        @RunID        = '11111111-1111-1111-1111-111111111111',
        @HasModel     = 1,
        @ErrorMessage = N'no fit';

    SELECT
        c.Status,
        c.AccumulatedRows,
        c.DataStartTime,
        c.DataEndTime,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, AccumulatedRows, DataStartTime, DataEndTime, LastError)
    VALUES ('FAILED', 0, NULL, NULL, N'no fit');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_EndColdstart.[test that it may be tried again when the machine is due]
AS
BEGIN
    UPDATE p
    SET p.NextDueAt = '2999-01-01'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    EXECUTE dbo.usp_EndColdstart @RunID = '11111111-1111-1111-1111-111111111111', @HasModel = 0;

    SELECT c.RetryAt
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RetryAt)
    VALUES ('2999-01-01');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_EndColdstart.[test that a machine whose attempt was not begun is refused]
AS
BEGIN
    UPDATE c
    SET c.Status = 'PENDING'
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51033;
    EXECUTE dbo.usp_EndColdstart @RunID = '11111111-1111-1111-1111-111111111111', @HasModel = 1;
END;
GO
