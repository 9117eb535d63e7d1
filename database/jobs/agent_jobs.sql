/* Optional, on request: SQL Server Agent jobs on the server that holds the database. Safe to repeat. With sqlcmd:
       sqlcmd -S server -d msdb -b -I -v AcmDatabase="ACM" AcmCommand="C:\acm\acm.exe run"
              -i database/jobs/agent_jobs.sql
   The command runs as the Agent's account, which needs the role acm_driver; it finds its database by the environment
   variable ACM_DSN or ACM_DSN_FILE. Several hosts may run it: leases keep them apart.
   ACM run        every 5 minutes: works through what is due
   ACM upkeep     every hour: ends runs whose worker is gone, checks loads against their sources; what it found
                  is in dbo.validation_summary, and acm audit --all lists it (exit code 1 when a load FAILED)
   ACM watch      every hour: fails, and so tells the event log and whom the job notifies, while machines are stuck or
                  overdue or have parked windows
   ACM retention  every night: deletes what is old, prunes models, slides partitions where there are any */
:on error exit

SET NOCOUNT ON;

/* Called by name: the objects of msdb are not part of the model that the scripts are compiled against. */
DECLARE
    @AddJob      nvarchar(100)  = N'msdb.dbo.sp_add_job',
    @AddStep     nvarchar(100)  = N'msdb.dbo.sp_add_jobstep',
    @AddSchedule nvarchar(100)  = N'msdb.dbo.sp_add_jobschedule',
    @AddServer   nvarchar(100)  = N'msdb.dbo.sp_add_jobserver',
    @DeleteJob   nvarchar(100)  = N'msdb.dbo.sp_delete_job',
    @Position    int            = 0,
    @JobName     sysname,
    @Subsystem   nvarchar(40),
    @StepIn      sysname,
    @Command     nvarchar(3200),
    @FreqUnit    int,
    @FreqEvery   int,
    @StartAt     int;

DECLARE @Jobs TABLE
(
    Position  int            NOT NULL PRIMARY KEY,
    JobName   sysname        NOT NULL,
    Subsystem nvarchar(40)   NOT NULL,
    Command   nvarchar(3200) NOT NULL,
    FreqUnit  int            NOT NULL,
    FreqEvery int            NOT NULL,
    StartAt   int            NOT NULL
);

/* FreqUnit 1: at StartAt (hhmmss); 4: every FreqEvery minutes; 8: every FreqEvery hours. */
INSERT INTO @Jobs (Position, JobName, Subsystem, Command, FreqUnit, FreqEvery, StartAt)
VALUES
    (1, N'ACM run', N'CmdExec', N'$(AcmCommand)', 4, 5, 0),
    (2, N'ACM upkeep', N'TSQL', N'EXECUTE dbo.usp_AbandonStaleRuns; EXECUTE dbo.usp_AuditBatches;', 8, 1, 1000),
    (3, N'ACM retention', N'TSQL',
        N'EXECUTE dbo.usp_ApplyRetention @MaxSeconds = 3600; EXECUTE dbo.usp_PruneModels; '
            + N'EXECUTE dbo.usp_SlidePartitions;',
        1, 0, 23000),
    (4, N'ACM watch', N'TSQL',
        N'DECLARE @Said nvarchar(2000); '
            + N'SELECT @Said = LEFT(STRING_AGG(CONCAT(CAST(m.EquipCode AS nvarchar(max)), N'': '', m.MonitorStatus, '
            + N'N'', '', m.ParkedWindows, N'' parked windows''), N''; ''), 1900) FROM dbo.ACM_BatchMonitor AS m '
            + N'WHERE m.MonitorStatus IN (''STUCK'', ''OVERDUE'') OR m.ParkedWindows > 0; '
            + N'IF @Said IS NOT NULL THROW 50000, @Said, 1;',
        8, 1, 2000);

WHILE 1 = 1
BEGIN
    SELECT TOP (1)
        @Position   = j.Position,
        @JobName    = j.JobName,
        @Subsystem  = j.Subsystem,
        @StepIn     = IIF(j.Subsystem = N'TSQL', N'$(AcmDatabase)', NULL),
        @Command    = j.Command,
        @FreqUnit   = j.FreqUnit,
        @FreqEvery  = j.FreqEvery,
        @StartAt    = j.StartAt
    FROM @Jobs AS j
    WHERE j.Position > @Position
    ORDER BY
        j.Position;

    IF @@ROWCOUNT = 0
        BREAK;

    BEGIN TRY
        EXECUTE @DeleteJob @job_name = @JobName, @delete_unused_schedule = 1;
    END TRY
    BEGIN CATCH
        /* 14262: there is no such job yet. */
        IF ERROR_NUMBER() <> 14262
            THROW;
    END CATCH;

    EXECUTE @AddJob
        @job_name = @JobName, @enabled = 1, @notify_level_eventlog = 2,
        @description = N'ACM, made by database/jobs/agent_jobs.sql';

    EXECUTE @AddStep
        @job_name = @JobName, @step_name = @JobName, @subsystem = @Subsystem, @command = @Command,
        @database_name = @StepIn, @on_success_action = 1, @on_fail_action = 2;

    EXECUTE @AddSchedule
        @job_name = @JobName, @name = @JobName, @freq_type = 4, @freq_interval = 1,
        @freq_subday_type = @FreqUnit, @freq_subday_interval = @FreqEvery, @active_start_time = @StartAt;

    EXECUTE @AddServer @job_name = @JobName;
END;
GO
