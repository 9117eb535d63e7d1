/* usp_AbandonStaleRuns: ends runs whose worker is gone for good, one by one. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AbandonStaleRuns';
GO
CREATE PROCEDURE test_usp_AbandonStaleRuns.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Run;
END;
GO
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that a call inside a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_AbandonStaleRuns;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that a run that nobody holds is ended and its rows go]
AS
BEGIN
    EXECUTE arrange.Lease @LeaseSeconds = -60;
    EXECUTE arrange.Episode;

    EXECUTE dbo.usp_AbandonStaleRuns @OlderThanMinutes = 30;

    SELECT
        r.Outcome,
        r.ErrorMessage,
        p.LeaseToken,
        p.LastError,
        e.Episodes
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = r.EquipID
    CROSS APPLY (SELECT COUNT(*) AS Episodes FROM dbo.ACM_Episodes AS e WHERE e.RunID = r.RunID) AS e
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, ErrorMessage, LeaseToken, LastError, Episodes)
    VALUES
        (
            'ABANDONED', N'abandoned: not ended 30 minutes after its start', NULL,
            N'abandoned: not ended 30 minutes after its start', 0
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that a run whose machine is held stays]
AS
BEGIN
    EXECUTE arrange.Lease;

    EXECUTE dbo.usp_AbandonStaleRuns;

    SELECT
        r.Outcome,
        r.ErrorMessage,
        p.LeaseToken,
        p.LastError
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = r.EquipID
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, ErrorMessage, LeaseToken, LastError)
    VALUES ('RUNNING', NULL, '22222222-2222-2222-2222-222222222222', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that a young run stays]
AS
BEGIN
    UPDATE r
    SET r.StartedAt = DATEADD(MINUTE, -59, SYSUTCDATETIME())
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    EXECUTE dbo.usp_AbandonStaleRuns @OlderThanMinutes = 60;

    SELECT
        r.Outcome,
        r.ErrorMessage,
        p.LeaseToken,
        p.LastError
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = r.EquipID
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Outcome, ErrorMessage, LeaseToken, LastError)
    VALUES ('RUNNING', NULL, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that the coldstart of an abandoned run has failed]
AS
BEGIN
    UPDATE r
    SET r.Stage = 'COLDSTART'
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';

    INSERT INTO dbo.ACM_ColdstartState (EquipID, Status, LastRunID)
    VALUES (900001, 'IN_PROGRESS', '11111111-1111-1111-1111-111111111111');

    EXECUTE dbo.usp_AbandonStaleRuns;

    SELECT
        c.Status,
        c.ErrorCount
    INTO #Actual
    FROM dbo.ACM_ColdstartState AS c
    WHERE c.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, ErrorCount)
    VALUES ('FAILED', 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that runs that began at the same time are all ended]
AS
BEGIN
    EXECUTE arrange.Run @RunID = '99999999-9999-9999-9999-999999999999';

    EXECUTE dbo.usp_AbandonStaleRuns;

    SELECT
        r.RunID,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, Outcome)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 'ABANDONED'),
        ('99999999-9999-9999-9999-999999999999', 'ABANDONED');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AbandonStaleRuns.[test that no more runs are ended than were asked for]
AS
BEGIN
    EXECUTE arrange.AnotherRun;

    EXECUTE dbo.usp_AbandonStaleRuns @MaxRuns = 1;

    SELECT
        r.RunID,
        r.Outcome
    INTO #Actual
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (RunID, Outcome)
    VALUES
        ('11111111-1111-1111-1111-111111111111', 'ABANDONED'),
        ('99999999-9999-9999-9999-999999999999', 'RUNNING');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
