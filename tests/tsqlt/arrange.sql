/* What several test classes arrange. Machine 900001 has the code tsqlt-1; its window is one hour of 2026-03-01. */
EXECUTE tSQLt.NewTestClass @ClassName = N'arrange';
GO
CREATE PROCEDURE arrange.Machine
    @EquipID   int           = 900001,
    @EquipCode nvarchar(120) = N'tsqlt-1'
AS
BEGIN
    SET IDENTITY_INSERT dbo.Equipment ON;

    INSERT INTO dbo.Equipment (EquipID, EquipCode, EquipName, DataTable)
    VALUES (@EquipID, @EquipCode, @EquipCode, CONCAT(@EquipCode, N'_Data'));

    SET IDENTITY_INSERT dbo.Equipment OFF;

    INSERT INTO dbo.ACM_BatchProgress (EquipID, TickMinutes, LatenessMinutes, RequiredRows)
    VALUES (@EquipID, 60, 15, 10);
END;
GO
/* As usp_ClaimBatch leaves it. */
CREATE PROCEDURE arrange.Lease
    @EquipID      int              = 900001,
    @LeaseToken   uniqueidentifier = '22222222-2222-2222-2222-222222222222',
    @Stage        varchar(20)      = 'SCORE',
    @WindowStart  datetime2(3)     = '2026-03-01T10:00:00',
    @WindowEnd    datetime2(3)     = '2026-03-01T11:00:00',
    @Advances     bit              = 1,
    @LeaseSeconds int              = 900
AS
BEGIN
    UPDATE p
    SET
        p.LeaseToken         = @LeaseToken,
        p.LeaseOwner         = N'worker-1',
        p.LeaseExpiresAt     = DATEADD(SECOND, @LeaseSeconds, SYSUTCDATETIME()),
        p.ClaimedStage       = @Stage,
        p.ClaimedWindowStart = @WindowStart,
        p.ClaimedWindowEnd   = @WindowEnd,
        p.ClaimAdvances      = @Advances
    FROM dbo.ACM_BatchProgress AS p
    WHERE p.EquipID = @EquipID;
END;
GO
CREATE PROCEDURE arrange.Run
    @RunID        uniqueidentifier = '11111111-1111-1111-1111-111111111111',
    @EquipID      int              = 900001,
    @LeaseToken   uniqueidentifier = '22222222-2222-2222-2222-222222222222',
    @Stage        varchar(20)      = 'SCORE',
    @WindowStart  datetime2(3)     = '2026-03-01T10:00:00',
    @WindowEnd    datetime2(3)     = '2026-03-01T11:00:00',
    @ModelVersion int              = 3,
    @StartedAt    datetime2(3)     = '2026-03-01T11:15:00',
    @Outcome      varchar(10)      = 'RUNNING'
AS
BEGIN
    INSERT INTO dbo.ACM_Runs
    (
        RunID, EquipID, Stage, WindowStart, WindowEnd, ModelVersion, ConfigSignature, TriggerReason, DriverVersion,
        LeaseToken, WorkerName, StartedAt, Outcome, CompletedAt
    )
    VALUES
    (
        @RunID, @EquipID, @Stage, @WindowStart, @WindowEnd, @ModelVersion, 'signature', N'due', N'1.0',
        @LeaseToken, N'worker-1', @StartedAt, @Outcome, IIF(@Outcome = 'RUNNING', NULL, @StartedAt)
    );
END;
GO
/* A machine whose window is claimed, and its run, begun. */
CREATE PROCEDURE arrange.RunningRun
    @Stage varchar(20) = 'SCORE'
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE arrange.Lease @Stage = @Stage;
    EXECUTE arrange.Run @Stage = @Stage;
END;
GO
/* A second run of the same machine and window. */
CREATE PROCEDURE arrange.AnotherRun
AS
BEGIN
    EXECUTE arrange.Run @RunID = '99999999-9999-9999-9999-999999999999', @StartedAt = '2026-03-01T11:30:00';
END;
GO
CREATE PROCEDURE arrange.EndedRun
AS
BEGIN
    UPDATE r
    SET
        r.Outcome     = 'OK',
        r.CompletedAt = r.StartedAt
    FROM dbo.ACM_Runs AS r
    WHERE r.RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE arrange.Episode
    @EpisodeID uniqueidentifier = '33333333-3333-3333-3333-333333333333',
    @RunID     uniqueidentifier = '11111111-1111-1111-1111-111111111111'
AS
BEGIN
    INSERT INTO dbo.ACM_Episodes
    (
        EpisodeID, RunID, EquipID, StartedAt, EndedAt, SinceWhen, PeakAt,
        PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount, Summary
    )
    VALUES
    (
        @EpisodeID, @RunID, 900001, '2026-03-01T10:10:00', NULL, '2026-03-01T10:05:00', '2026-03-01T10:15:00',
        6.5, 12.5, 'HIGH', 11, N'bearing runs hot'
    );
END;
GO
CREATE PROCEDURE arrange.Model
    @Version   int,
    @RunID     uniqueidentifier = '11111111-1111-1111-1111-111111111111',
    @EquipID   int              = 900001,
    @ModelType nvarchar(64)     = N'ar1'
AS
BEGIN
    INSERT INTO dbo.ModelRegistry (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (@EquipID, @Version, @ModelType, @RunID, N'{}', N'{}', 0x01, HASHBYTES('SHA2_256', 0x01));
END;
GO
/* A machine with all that is generated for it: table, type, procedures. */
CREATE PROCEDURE arrange.RegisteredMachine
    @EquipCode nvarchar(120) = N'tsqlt-2',
    @EquipID   int           = NULL OUTPUT
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment
        @EquipCode    = @EquipCode,
        @Tags         = @Tags,
        @TickMinutes  = 60,
        @RequiredRows = 10;

    SELECT @EquipID = e.EquipID
    FROM dbo.Equipment AS e
    WHERE e.EquipCode = @EquipCode;
END;
GO
/* Readings of a registered machine, one a minute, every tag 1.5. */
CREATE PROCEDURE arrange.Readings
    @FirstAt     datetime2(3),
    @RowsWanted  int,
    @BatchLoadID uniqueidentifier = '55555555-5555-5555-5555-555555555555',
    @EquipCode   nvarchar(120)    = N'tsqlt-2'
AS
BEGIN
    DECLARE
        @EquipID int,
        @Code    nvarchar(120),
        @Columns nvarchar(max),
        @Values  nvarchar(max),
        @Sql     nvarchar(max);

    SELECT
        @EquipID = e.EquipID,
        @Code    = e.EquipCode
    FROM dbo.Equipment AS e
    WHERE e.EquipCode = @EquipCode;

    SELECT
        @Columns = STRING_AGG(CAST(QUOTENAME(m.TagName) AS nvarchar(max)), N', ')
            WITHIN GROUP (ORDER BY m.TagOrdinal),
        @Values  = STRING_AGG(CAST(N'1.5E0' AS nvarchar(max)), N', ')
            WITHIN GROUP (ORDER BY m.TagOrdinal)
    FROM dbo.Tag_Equipment_Map AS m
    WHERE m.EquipID = @EquipID;

    SET @Sql = CONCAT(N'WITH Digits AS
(
    SELECT v.Digit
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
)
INSERT INTO dbo.', QUOTENAME(CONCAT(@Code, N'_Data')), N' (EntryDateTime, LoadedAt, BatchLoadID, ', @Columns, N')
SELECT
    DATEADD(MINUTE, 100 * c.Digit + 10 * b.Digit + a.Digit, @FirstAt),
    SYSUTCDATETIME(),
    @BatchLoadID,
    ', @Values, N'
FROM Digits AS a
CROSS JOIN Digits AS b
CROSS JOIN Digits AS c
WHERE 100 * c.Digit + 10 * b.Digit + a.Digit < @RowsWanted;');
    EXECUTE sys.sp_executesql @Sql,
        N'@FirstAt datetime2(3), @RowsWanted int, @BatchLoadID uniqueidentifier',
        @FirstAt = @FirstAt, @RowsWanted = @RowsWanted, @BatchLoadID = @BatchLoadID;
END;
GO
/* Takes away what tests committed that cannot run inside a transaction. */
CREATE PROCEDURE arrange.Nothing
AS
BEGIN
    DECLARE @Machines TABLE
    (
        EquipID int NOT NULL PRIMARY KEY
    );

    IF @@TRANCOUNT > 0
        ROLLBACK TRANSACTION;

    INSERT INTO @Machines (EquipID)
    SELECT e.EquipID
    FROM dbo.Equipment AS e
    WHERE e.EquipCode LIKE N'tsqlt-%';

    DELETE t FROM dbo.ACM_EpisodeActions AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_EpisodeCulprits AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_Episodes AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_Scores_Wide AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_HealthTimeline AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_Thresholds AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_DataQualityEvents AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_ScorerState AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_ActiveModels AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ModelRegistry AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_Config AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_ConfigHistory AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_ColdstartHistory AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_ColdstartState AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;

    DELETE s
    FROM dbo.ACM_RunTableStats AS s
    INNER JOIN dbo.ACM_Runs AS r
        ON r.RunID = s.RunID
    INNER JOIN @Machines AS m
        ON m.EquipID = r.EquipID;

    DELETE t FROM dbo.ACM_Runs AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.Readings_Rejected AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.Readings_Quality AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.processing_log AS t INNER JOIN @Machines AS m ON m.EquipID = t.equip_id;
    DELETE t FROM dbo.Ingest_Payload AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.validation_summary AS t INNER JOIN @Machines AS m ON m.EquipID = t.equip_id;
    DELETE t FROM dbo.validation_log AS t INNER JOIN @Machines AS m ON m.EquipID = t.equip_id;
    DELETE t FROM dbo.ACM_BatchSource AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.ACM_BatchProgress AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.Tag_Equipment_Map AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;
    DELETE t FROM dbo.Equipment AS t INNER JOIN @Machines AS m ON m.EquipID = t.EquipID;

    DROP PROCEDURE IF EXISTS dbo.[tsqlt-2_Load], dbo.[tsqlt-2_Read], dbo.[tsqlt-2_Span], dbo.[tsqlt-2_Audit],
        dbo.[tsqlt-2_Trim];
    DROP TABLE IF EXISTS dbo.[tsqlt-2_Data];
    DROP TYPE IF EXISTS dbo.[tsqlt-2_Rows];
END;
GO
