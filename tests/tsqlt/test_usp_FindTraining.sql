/* usp_FindTraining: the rows of a machine with a model that a new one is asked for. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_FindTraining';
GO
/* Readings each minute from 09:30 to 09:49, all scored; ten rows are required, so twelve are wanted. */
CREATE PROCEDURE test_usp_FindTraining.[SetUp]
AS
BEGIN
    DECLARE @EquipID int;

    EXECUTE arrange.RegisteredMachine @EquipID = @EquipID OUTPUT;
    EXECUTE arrange.Readings @FirstAt = '2026-03-01T09:30:00', @RowsWanted = 20;
    EXECUTE arrange.Run
        @EquipID     = @EquipID,
        @Stage       = 'COLDSTART',
        @WindowStart = '2026-02-01',
        @WindowEnd   = '2026-02-02',
        @Outcome     = 'OK';
    EXECUTE arrange.Model @Version = 1, @EquipID = @EquipID;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = @EquipID, @Version = 1, @Reason = N'test';

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-01T10:00:00'
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[Event]
    @StartedAt           datetime2(3) = '2026-03-01T09:30:00',
    @EndedAt             datetime2(3) = NULL,
    @RebaselineRequested bit          = 1,
    @RecordedAt          datetime2(3) = '2026-03-01T10:30:00'
AS
BEGIN
    INSERT INTO dbo.ACM_EquipmentEvents
        (EquipID, EventType, StartedAt, EndedAt, RebaselineRequested, ReportedBy, RecordedAt)
    SELECT
        e.EquipID,
        'REPAIR',
        @StartedAt,
        @EndedAt,
        @RebaselineRequested,
        N'ann',
        @RecordedAt
    FROM dbo.Equipment AS e
    WHERE e.EquipCode = N'tsqlt-2';
END;
GO
/* A run of the training that is asked for, and with @Version a model that it left. */
CREATE PROCEDURE test_usp_FindTraining.[Training]
    @RunID     uniqueidentifier,
    @Outcome   varchar(10),
    @StartedAt datetime2(3),
    @Version   int = NULL
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE arrange.Run
        @RunID       = @RunID,
        @EquipID     = @EquipID,
        @Stage       = 'TRAIN',
        @WindowStart = '2026-03-01T09:30:00',
        @WindowEnd   = '2026-03-01T09:42:00',
        @StartedAt   = @StartedAt,
        @Outcome     = @Outcome;

    IF @Version IS NOT NULL
        EXECUTE arrange.Model @Version = @Version, @RunID = @RunID, @EquipID = @EquipID;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[Expect]
    @WindowStart datetime2(3),
    @WindowEnd   datetime2(3)
AS
BEGIN
    DECLARE
        @FoundStart datetime2(3) = '1999-01-01',
        @FoundEnd   datetime2(3) = '1999-01-01',
        @EquipID    int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE dbo.usp_FindTraining
        @EquipID     = @EquipID,
        @WindowStart = @FoundStart OUTPUT,
        @WindowEnd   = @FoundEnd OUTPUT;

    EXECUTE tSQLt.AssertEquals @Expected = @WindowStart, @Actual = @FoundStart;
    EXECUTE tSQLt.AssertEquals @Expected = @WindowEnd, @Actual = @FoundEnd;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that without an event there is nothing to train]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that an event that asks for a new baseline gives the rows after it]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that an event that does not ask gives none]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event] @RebaselineRequested = 0;
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that the rows begin at the end of the event]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event] @EndedAt = '2026-03-01T09:33:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:33:00', @WindowEnd = '2026-03-01T09:45:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that too few rows after the event are waited for]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event] @StartedAt = '2026-03-01T09:39:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that rows that are not scored yet are waited for]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-01T09:41:00'
    FROM dbo.ACM_BatchProgress AS p
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = p.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;

    UPDATE p
    SET p.LastBatchEndTime = '2026-03-01T09:42:00'
    FROM dbo.ACM_BatchProgress AS p
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = p.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that an event to come does not hide the one before]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE test_usp_FindTraining.[Event] @StartedAt = '2026-03-02';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that a version that is pinned is not replaced]
AS
BEGIN
    DECLARE @EquipID int = (SELECT e.EquipID FROM dbo.Equipment AS e WHERE e.EquipCode = N'tsqlt-2');

    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE dbo.usp_PinModelVersion @EquipID = @EquipID, @Version = 1, @Reason = N'pinned';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
    EXECUTE dbo.usp_PinModelVersion @EquipID = @EquipID, @Version = NULL, @Reason = N'let go';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that a machine without a model in force has none to replace]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];

    DELETE a
    FROM dbo.ACM_ActiveModels AS a
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = a.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that a version trained on rows after the event ends it]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777771-7777-7777-7777-777777777777',
        @Outcome   = 'OK',
        @StartedAt = '2026-03-01T10:30:00',
        @Version   = 2;
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that an event that is recorded anew asks again]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event] @RecordedAt = '2026-03-01T10:30:00.001';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777771-7777-7777-7777-777777777777',
        @Outcome   = 'OK',
        @StartedAt = '2026-03-01T10:30:00',
        @Version   = 2;
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that a training that failed is tried again after an hour]
AS
BEGIN
    DECLARE @JustNow datetime2(3) = DATEADD(MINUTE, -5, SYSUTCDATETIME());
    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777771-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:31:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777772-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = @JustNow;
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that the third failure is the last]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event];
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777771-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:31:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777772-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:32:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777773-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:33:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = NULL, @WindowEnd = NULL;
END;
GO
CREATE PROCEDURE test_usp_FindTraining.[test that failures from before the event was recorded anew do not count]
AS
BEGIN
    EXECUTE test_usp_FindTraining.[Event] @RecordedAt = '2026-03-01T10:40:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777771-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:31:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777772-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:32:00';
    EXECUTE test_usp_FindTraining.[Training]
        @RunID     = '77777773-7777-7777-7777-777777777777',
        @Outcome   = 'FAIL',
        @StartedAt = '2026-03-01T10:33:00';
    EXECUTE test_usp_FindTraining.[Expect] @WindowStart = '2026-03-01T09:30:00', @WindowEnd = '2026-03-01T09:42:00';
END;
GO
