/* usp_AbandonRun: ends a run whose worker cannot end it any more. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AbandonRun';
GO
CREATE PROCEDURE test_usp_AbandonRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun @Stage = 'COLDSTART';
    EXECUTE arrange.Episode;
END;
GO
CREATE PROCEDURE test_usp_AbandonRun.[test that the run is ended, says why, and its rows go]
AS
BEGIN
    EXECUTE dbo.usp_AbandonRun @RunID = '11111111-1111-1111-1111-111111111111', @ErrorMessage = N'given up';

    SELECT
        r.Outcome,
        r.ErrorMessage,
        e.Episodes
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    CROSS APPLY (SELECT COUNT(*) AS Episodes FROM dbo.ACM_Episodes AS e WHERE e.RunID = r.RunID) AS e
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, ErrorMessage, Episodes)
    VALUES ('ABANDONED', N'given up', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AbandonRun.[test that the coldstart that it began has failed]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, LastRunID)
    VALUES (900001, 'IN_PROGRESS', '11111111-1111-1111-1111-111111111111');

    EXECUTE dbo.usp_AbandonRun @RunID = '11111111-1111-1111-1111-111111111111', @ErrorMessage = N'given up';

    SELECT
        c.Status,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, LastError)
    VALUES ('FAILED', N'given up');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AbandonRun.[test that a coldstart that another run has completed stays]
AS
BEGIN
    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, LastRunID, CompletedAt)
    VALUES (900001, 'COMPLETE', '99999999-9999-9999-9999-999999999999', SYSUTCDATETIME());

    EXECUTE dbo.usp_AbandonRun @RunID = '11111111-1111-1111-1111-111111111111', @ErrorMessage = N'given up';

    SELECT
        c.Status,
        c.LastError
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, LastError)
    VALUES ('COMPLETE', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AbandonRun.[test that an ended run stays as it is]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_AbandonRun @RunID = '11111111-1111-1111-1111-111111111111', @ErrorMessage = N'given up';
END;
GO
