/* Purpose:    opens a run for a claimed window.
   Contract:   the caller makes the RunID from what the run is about, so that the same work meets the same run.
               A repeated call answers with the run as it is. A run that was begun and never ended is taken over by
               the holder of the lease: what an earlier attempt left is deleted. One of another configuration is ended
               instead and the answer is ABANDONED, and so is any other run that an earlier holder of the machine began:
               nobody can end it any more. An ended run never changes.
   Errors:     51003 the RunID exists with other arguments, or ended under another configuration; 51004 the lease is lost; 51008 no such machine;
               51014 the window is empty or is not the claimed one; 51033 the machine's coldstart is not to be begun.
   Result set: one row after COMMIT: RunID, EquipID, Outcome, StartedAt, IsReplay, TranCount.
   Lock order: ACM_Runs, ACM_BatchProgress, result tables, ACM_ColdstartState. */
CREATE OR ALTER PROCEDURE dbo.usp_StartRun
    @RunID           uniqueidentifier,
    @EquipID         int,
    @Stage           varchar(20),
    @WindowStart     datetime2(3),
    @WindowEnd       datetime2(3),
    @LeaseToken      uniqueidentifier,
    @ModelVersion    int,
    @ConfigSignature varchar(64),
    @TriggerReason   nvarchar(64),
    @DriverVersion   nvarchar(32)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @Outcome         varchar(10),
        @HeldBy          uniqueidentifier,
        @IsSame          bit,
        @IsSameConfig    bit,
        @IsReplay        bit = 0,
        @WorkerName      nvarchar(256),
        @ClaimedStage    varchar(20),
        @ClaimedStart    datetime2(3),
        @ClaimedEnd      datetime2(3),
        @LeftRunID       uniqueidentifier,
        @Message         nvarchar(2048);

    DECLARE @Left TABLE
    (
        RunID uniqueidentifier NOT NULL PRIMARY KEY
    );

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT
            @Outcome      = r.Outcome,
            @HeldBy       = r.LeaseToken,
            @IsSameConfig = IIF(r.ConfigSignature = @ConfigSignature, 1, 0),
            @IsSame       = IIF(r.EquipID = @EquipID AND r.Stage = @Stage AND r.WindowStart = @WindowStart
                AND r.WindowEnd = @WindowEnd AND r.ModelVersion = @ModelVersion, 1, 0)
        FROM dbo.ACM_Runs AS r WITH (UPDLOCK, HOLDLOCK)
        WHERE r.RunID = @RunID;

        IF @IsSame = 0
        OR (@IsSameConfig = 0 AND (@Outcome IN ('OK', 'NOOP') OR (@Outcome = 'RUNNING' AND @HeldBy = @LeaseToken)))
        BEGIN
            SET @Message = CONCAT(N'Run ', @RunID, N' exists with another machine, stage, window, model or configuration.');
            THROW 51003, @Message, 1;
        END;

        IF @Outcome <> 'RUNNING' OR (@Outcome = 'RUNNING' AND @HeldBy = @LeaseToken)
            SET @IsReplay = 1;

        IF @IsReplay = 0
        BEGIN
            INSERT INTO @Left (RunID)
            SELECT r.RunID
            FROM dbo.ACM_Runs AS r WITH (ROWLOCK, UPDLOCK, READPAST)
            WHERE r.EquipID = @EquipID
            AND   r.Outcome = 'RUNNING'
            AND   r.LeaseToken <> @LeaseToken
            AND   (r.RunID <> @RunID OR @IsSameConfig = 0);

            EXECUTE dbo.usp_LockLease
                @EquipID     = @EquipID,
                @LeaseToken  = @LeaseToken,
                @LeaseOwner  = @WorkerName OUTPUT,
                @Stage       = @ClaimedStage OUTPUT,
                @WindowStart = @ClaimedStart OUTPUT,
                @WindowEnd   = @ClaimedEnd OUTPUT;

            IF @ClaimedStage <> @Stage OR @ClaimedStart <> @WindowStart OR @ClaimedEnd <> @WindowEnd
            BEGIN
                SET @Message = CONCAT(N'The claimed window of machine ', @EquipID, N' is ', @ClaimedStage, N' ',
                    CONVERT(nvarchar(30), @ClaimedStart, 126), N' to ', CONVERT(nvarchar(30), @ClaimedEnd, 126), N'.');
                THROW 51014, @Message, 1;
            END;

            WHILE EXISTS (SELECT 1 FROM @Left AS q)
            BEGIN
                SELECT TOP (1) @LeftRunID = q.RunID
                FROM @Left AS q
                ORDER BY
                    q.RunID;

                EXECUTE dbo.usp_AbandonRun
                    @RunID        = @LeftRunID,
                    @ErrorMessage = N'abandoned: the machine''s next holder began another run';

                DELETE q
                FROM @Left AS q
                WHERE q.RunID = @LeftRunID;
            END;

            IF @Outcome IS NULL
                INSERT INTO dbo.ACM_Runs
                (
                    RunID, EquipID, Stage, WindowStart, WindowEnd, ModelVersion,
                    ConfigSignature, TriggerReason, DriverVersion, LeaseToken, WorkerName
                )
                VALUES
                (
                    @RunID, @EquipID, @Stage, @WindowStart, @WindowEnd, @ModelVersion,
                    @ConfigSignature, @TriggerReason, @DriverVersion, @LeaseToken, @WorkerName
                );
            ELSE IF @IsSameConfig = 1
                EXECUTE dbo.usp_TakeOverRun
                    @RunID         = @RunID,
                    @LeaseToken    = @LeaseToken,
                    @WorkerName    = @WorkerName,
                    @TriggerReason = @TriggerReason,
                    @DriverVersion = @DriverVersion;

            IF @Stage = 'COLDSTART' AND (@Outcome IS NULL OR @IsSameConfig = 1)
                EXECUTE dbo.usp_BeginColdstart @EquipID = @EquipID, @RunID = @RunID;
        END;

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            r.RunID,
            r.EquipID,
            r.Outcome,
            r.StartedAt,
            @IsReplay   AS IsReplay,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;
END;
GO
