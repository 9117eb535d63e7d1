/* usp_RecordEquipmentEvent: what happened to a machine, known by machine, kind and start. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_RecordEquipmentEvent';
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    UPDATE p
    SET p.NextDueAt = '2999-01-01'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an event is stored]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent @EquipID = 900001, @EventType = 'REPAIR', @StartedAt = '2026-03-01T10:00:00',
        @EndedAt = '2026-03-01T11:00:00', @Description = N'new bearing', @ReportedBy = N'ann';

    SELECT
        v.EventType,
        v.StartedAt,
        v.EndedAt,
        v.RebaselineRequested,
        v.Description,
        v.ReportedBy
    INTO #Actual
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EventType, StartedAt, EndedAt, RebaselineRequested, Description, ReportedBy)
    VALUES ('REPAIR', '2026-03-01T10:00:00', '2026-03-01T11:00:00', 0, N'new bearing', N'ann');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that a repeated call changes nothing]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00';

    UPDATE v
    SET v.RecordedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00';

    SELECT
        v.EventType,
        v.RecordedAt
    INTO #Actual
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EventType, RecordedAt)
    VALUES ('REPAIR', '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that other details mend the event]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID    = 900001,
        @EventType  = 'REPAIR',
        @StartedAt  = '2026-03-01T10:00:00',
        @ReportedBy = N'ann';

    EXECUTE dbo.usp_RecordEquipmentEvent @EquipID = 900001, @EventType = 'REPAIR', @StartedAt = '2026-03-01T10:00:00',
        @EndedAt = '2026-03-01T11:00:00', @Description = N'done', @ReportedBy = N'bob';

    SELECT
        v.EventType,
        v.StartedAt,
        v.EndedAt,
        v.RebaselineRequested,
        v.Description,
        v.ReportedBy
    INTO #Actual
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EventType, StartedAt, EndedAt, RebaselineRequested, Description, ReportedBy)
    VALUES ('REPAIR', '2026-03-01T10:00:00', '2026-03-01T11:00:00', 0, N'done', N'bob');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that another kind at the same time is another event]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00';

    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'FAILURE',
        @StartedAt = '2026-03-01T10:00:00';

    SELECT v.EventType
    INTO #Actual
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EventType)
    VALUES
        ('FAILURE'),
        ('REPAIR');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that a machine that is no longer the same is due at once]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID             = 900001,
        @EventType           = 'REPAIR',
        @StartedAt           = '2026-03-01T10:00:00',
        @RebaselineRequested = 1;

    SELECT IIF(p.NextDueAt <= DATEADD(SECOND, 1, SYSUTCDATETIME()), 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (IsDue)
    VALUES (1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that any other event does not hurry the machine]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00';

    SELECT IIF(p.NextDueAt <= DATEADD(SECOND, 1, SYSUTCDATETIME()), 1, 0) AS IsDue
    INTO #Actual
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (IsDue)
    VALUES (0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an end before the start is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51037;
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00',
        @EndedAt   = '2026-03-01T09:59:59.999';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an end at the start is not before it]
AS
BEGIN
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00',
        @EndedAt   = '2026-03-01T10:00:00';

    SELECT v.EndedAt
    INTO #Actual
    FROM dbo.ACM_EquipmentEvents AS v
    WHERE v.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EndedAt)
    VALUES ('2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an unknown kind is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51037;
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900001,
        @EventType = 'PARTY',
        @StartedAt = '2026-03-01T10:00:00';
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an event without a start is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51037;
    EXECUTE dbo.usp_RecordEquipmentEvent @EquipID = 900001, @EventType = 'REPAIR', @StartedAt = NULL;
END;
GO
CREATE PROCEDURE test_usp_RecordEquipmentEvent.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_RecordEquipmentEvent
        @EquipID   = 900009,
        @EventType = 'REPAIR',
        @StartedAt = '2026-03-01T10:00:00';
END;
GO
