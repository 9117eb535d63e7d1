/* usp_GetMarkedTimes: what is marked in a machine's history. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetMarkedTimes';
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease;
    EXECUTE arrange.Run @Outcome = 'OK';
    EXECUTE arrange.Episode;

    INSERT INTO dbo.ACM_EquipmentEvents (EquipID, EventType, StartedAt, EndedAt, RebaselineRequested, ReportedBy)
    VALUES
        (900001, 'REPAIR', '2026-03-01T12:00:00', '2026-03-01T13:00:00', 0, N'ann'),
        (900001, 'FAILURE', '2026-03-01T11:30:00', NULL, 0, N'ann');
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that episodes and events are given]
AS
BEGIN
    CREATE TABLE #Actual
    (
        MarkType  varchar(10)  NULL,
        MarkStart datetime2(3) NULL,
        MarkEnd   datetime2(3) NULL,
        MarkLabel varchar(20)  NULL
    );

    INSERT INTO #Actual (MarkType, MarkStart, MarkEnd, MarkLabel)
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900001,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-02T00:00:00';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (MarkType, MarkStart, MarkEnd, MarkLabel)
    VALUES
        ('EPISODE', '2026-03-01T10:05:00', NULL, NULL),
        ('EVENT', '2026-03-01T11:30:00', NULL, 'FAILURE'),
        ('EVENT', '2026-03-01T12:00:00', '2026-03-01T13:00:00', 'REPAIR');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that an episode has its last label]
AS
BEGIN
    CREATE TABLE #Actual
    (
        MarkType  varchar(10)  NULL,
        MarkStart datetime2(3) NULL,
        MarkEnd   datetime2(3) NULL,
        MarkLabel varchar(20)  NULL
    );

    EXECUTE dbo.usp_LabelEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @LabelCode = 'TRUE_FAULT',
        @ActionBy  = N'ann';
    EXECUTE dbo.usp_LabelEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @LabelCode = 'FALSE_ALARM',
        @ActionBy  = N'ben';

    INSERT INTO #Actual (MarkType, MarkStart, MarkEnd, MarkLabel)
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900001,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-01T11:00:00';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (MarkType, MarkStart, MarkEnd, MarkLabel)
    VALUES
        ('EPISODE', '2026-03-01T10:05:00', NULL, 'FALSE_ALARM');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that an episode counts from its first sign]
AS
BEGIN
    CREATE TABLE #Actual
    (
        MarkType  varchar(10)  NULL,
        MarkStart datetime2(3) NULL,
        MarkEnd   datetime2(3) NULL,
        MarkLabel varchar(20)  NULL
    );

    INSERT INTO #Actual (MarkType, MarkStart, MarkEnd, MarkLabel)
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900001,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-01T10:06:00';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (MarkType, MarkStart, MarkEnd, MarkLabel)
    VALUES
        ('EPISODE', '2026-03-01T10:05:00', NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that what lies outside the window is left out]
AS
BEGIN
    CREATE TABLE #Actual
    (
        MarkType  varchar(10)  NULL,
        MarkStart datetime2(3) NULL,
        MarkEnd   datetime2(3) NULL,
        MarkLabel varchar(20)  NULL
    );

    UPDATE t
    SET t.EndedAt = '2026-03-01T10:20:00'
    FROM dbo.ACM_Episodes AS t
    WHERE t.EquipID = 900001;

    INSERT INTO #Actual (MarkType, MarkStart, MarkEnd, MarkLabel)
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900001,
        @WindowStart = '2026-03-01T10:20:00',
        @WindowEnd   = '2026-03-01T12:00:00';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (MarkType, MarkStart, MarkEnd, MarkLabel)
    VALUES
        ('EVENT', '2026-03-01T11:30:00', NULL, 'FAILURE');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that an empty window is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51014;
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900001,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-01T10:00:00';
END;
GO
CREATE PROCEDURE test_usp_GetMarkedTimes.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_GetMarkedTimes
        @EquipID     = 900009,
        @WindowStart = '2026-03-01T10:00:00',
        @WindowEnd   = '2026-03-01T11:00:00';
END;
GO
