/* The one run table, and what each run wrote into which table. */
IF OBJECT_ID(N'dbo.ACM_Runs', N'U') IS NULL
CREATE TABLE dbo.ACM_Runs
(
    RunID            uniqueidentifier NOT NULL,
    EquipID          int              NOT NULL,
    Stage            varchar(20)      NOT NULL,
    WindowStart      datetime2(3)     NOT NULL,
    WindowEnd        datetime2(3)     NOT NULL,
    ModelVersion     int              NOT NULL,
    ConfigSignature  varchar(64)      NOT NULL,
    TriggerReason    nvarchar(64)     NOT NULL,
    DriverVersion    nvarchar(32)     NOT NULL,
    LeaseToken       uniqueidentifier NOT NULL,
    WorkerName       nvarchar(256)    NOT NULL,
    StartedBy        nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_Runs_StartedBy DEFAULT (ORIGINAL_LOGIN()),
    StartedAt        datetime2(3)     NOT NULL CONSTRAINT DF_ACM_Runs_StartedAt DEFAULT (SYSUTCDATETIME()),
    CompletedAt      datetime2(3)     NULL,
    DurationSeconds  AS (CAST(DATEDIFF_BIG(MILLISECOND, StartedAt, CompletedAt) AS float) / 1000.0),
    Outcome          varchar(10)      NOT NULL CONSTRAINT DF_ACM_Runs_Outcome DEFAULT ('RUNNING'),
    RowsRead         int              NULL,
    RowsWritten      int              NULL,
    TrainRowCount    int              NULL,
    ScoreRowCount    int              NULL,
    EpisodeCount     int              NULL,
    HealthStatus     varchar(10)      NULL,
    AvgHealthIndex   float            NULL,
    MinHealthIndex   float            NULL,
    MaxFusedZ        float            NULL,
    DataQualityScore float            NULL,
    RefitRequested   bit              NOT NULL CONSTRAINT DF_ACM_Runs_RefitRequested DEFAULT (0),
    ErrorMessage     nvarchar(1000)   NULL,
    ErrorJSON        nvarchar(max)    NULL,
    CONSTRAINT PK_ACM_Runs PRIMARY KEY NONCLUSTERED (RunID),
    CONSTRAINT FK_ACM_Runs_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_Runs_Stage CHECK (Stage IN ('COLDSTART', 'SCORE')),
    CONSTRAINT CK_ACM_Runs_Outcome CHECK (Outcome IN ('RUNNING', 'OK', 'NOOP', 'FAIL', 'ABANDONED')),
    CONSTRAINT CK_ACM_Runs_HealthStatus CHECK (HealthStatus IN ('HEALTHY', 'CAUTION', 'ALERT')),
    CONSTRAINT CK_ACM_Runs_Window CHECK (WindowStart < WindowEnd),
    CONSTRAINT CK_ACM_Runs_StartedCompleted CHECK (StartedAt <= CompletedAt),
    CONSTRAINT CK_ACM_Runs_Completed CHECK
    (
        (Outcome = 'RUNNING' AND CompletedAt IS NULL)
        OR (Outcome <> 'RUNNING' AND CompletedAt IS NOT NULL)
    ),
    CONSTRAINT CK_ACM_Runs_ErrorJSON CHECK (ISJSON(ErrorJSON) = 1),
    /* Run history of a machine, newest first; a random RunID would split pages. */
    INDEX IX_ACM_Runs_EquipStarted UNIQUE CLUSTERED (EquipID, StartedAt, RunID),
    /* usp_ClaimBatch counts the failures of a window; retention and the monitors look runs up by their window. */
    INDEX IX_ACM_Runs_EquipWindow NONCLUSTERED (EquipID, WindowStart, WindowEnd),
    /* usp_AbandonStaleRuns and the monitors look for runs that never ended. */
    INDEX IX_ACM_Runs_Running NONCLUSTERED (StartedAt) WHERE Outcome = 'RUNNING'
);
GO
IF OBJECT_ID(N'dbo.ACM_RunTableStats', N'U') IS NULL
CREATE TABLE dbo.ACM_RunTableStats
(
    RunID        uniqueidentifier NOT NULL,
    TableName    sysname          NOT NULL,
    RowsInserted int              NOT NULL,
    RowsUpdated  int              NOT NULL,
    RowsDeleted  int              NOT NULL,
    Milliseconds int              NOT NULL,
    CONSTRAINT PK_ACM_RunTableStats PRIMARY KEY CLUSTERED (RunID, TableName),
    CONSTRAINT FK_ACM_RunTableStats_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_RunTableStats_Counts CHECK
        (RowsInserted >= 0 AND RowsUpdated >= 0 AND RowsDeleted >= 0 AND Milliseconds >= 0)
);
GO
IF OBJECT_ID(N'dbo.ACM_DataQualityEvents', N'U') IS NULL
CREATE TABLE dbo.ACM_DataQualityEvents
(
    EventID      bigint           NOT NULL IDENTITY(1, 1),
    EquipID      int              NOT NULL,
    RunID        uniqueidentifier NULL,
    BatchLoadID  uniqueidentifier NULL,
    TableName    sysname          NOT NULL,
    ColumnName   nvarchar(128)    NOT NULL,
    EventType    varchar(50)      NOT NULL,
    AffectedRows int              NOT NULL,
    FirstAt      datetime2(3)     NULL,
    LastAt       datetime2(3)     NULL,
    SampleValues nvarchar(500)    NULL,
    Detail       nvarchar(1000)   NULL,
    EventTime    datetime2(3)     NOT NULL CONSTRAINT DF_ACM_DataQualityEvents_EventTime DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_ACM_DataQualityEvents PRIMARY KEY CLUSTERED (EventID),
    CONSTRAINT FK_ACM_DataQualityEvents_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_DataQualityEvents_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_DataQualityEvents_Source CHECK (RunID IS NOT NULL OR BatchLoadID IS NOT NULL),
    CONSTRAINT CK_ACM_DataQualityEvents_AffectedRows CHECK (AffectedRows >= 0),
    INDEX IX_ACM_DataQualityEvents_Run NONCLUSTERED (RunID),
    INDEX IX_ACM_DataQualityEvents_BatchLoad NONCLUSTERED (BatchLoadID),
    INDEX IX_ACM_DataQualityEvents_EquipTime NONCLUSTERED (EquipID, EventTime)
);
GO
