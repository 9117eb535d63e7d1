/* Results of scoring. Keys begin with the machine and the time, and name the run. The per-row tables have no
   foreign key to ACM_Runs: deleting a run would scan them. Lock escalation is off there, so that one worker's
   finalize never locks another machine's rows. */
IF OBJECT_ID(N'dbo.ACM_Scores_Wide', N'U') IS NULL
CREATE TABLE dbo.ACM_Scores_Wide
(
    EquipID               int              NOT NULL,
    Timestamp             datetime2(3)     NOT NULL,
    RunID                 uniqueidentifier NOT NULL,
    Ar1Z                  float            NULL,
    PcaT2Z                float            NULL,
    PcaSpeZ               float            NULL,
    MahalanobisZ          float            NULL,
    IsolationForestZ      float            NULL,
    GaussianMixtureZ      float            NULL,
    OverallModelResidualZ float            NULL,
    FusedZ                float            NULL,
    CONSTRAINT PK_ACM_Scores_Wide PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID),
    CONSTRAINT FK_ACM_Scores_Wide_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID)
);
GO
ALTER TABLE dbo.ACM_Scores_Wide SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_HealthTimeline', N'U') IS NULL
CREATE TABLE dbo.ACM_HealthTimeline
(
    EquipID        int              NOT NULL,
    Timestamp      datetime2(3)     NOT NULL,
    RunID          uniqueidentifier NOT NULL,
    HealthIndex    float            NULL,
    HealthStatus   varchar(10)      NULL,
    FusedZ         float            NULL,
    OperatingState varchar(10)      NOT NULL,
    RegimeLabel    int              NULL,
    IsAlarm        bit              NOT NULL,
    TopSensor      nvarchar(128)    NULL,
    CONSTRAINT PK_ACM_HealthTimeline PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID),
    CONSTRAINT FK_ACM_HealthTimeline_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_HealthTimeline_HealthIndex CHECK (HealthIndex >= 0 AND HealthIndex <= 100),
    CONSTRAINT CK_ACM_HealthTimeline_HealthStatus CHECK (HealthStatus IN ('HEALTHY', 'CAUTION', 'ALERT')),
    CONSTRAINT CK_ACM_HealthTimeline_OperatingState CHECK
        (OperatingState IN ('RUNNING', 'IDLE', 'STARTING', 'STOPPING'))
);
GO
ALTER TABLE dbo.ACM_HealthTimeline SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_ContributionTimeline', N'U') IS NULL
CREATE TABLE dbo.ACM_ContributionTimeline
(
    EquipID         int              NOT NULL,
    Timestamp       datetime2(3)     NOT NULL,
    RunID           uniqueidentifier NOT NULL,
    SensorName      nvarchar(128)    NOT NULL,
    SensorRank      int              NOT NULL,
    ContributionPct float            NOT NULL,
    SensorZ         float            NULL,
    CONSTRAINT PK_ACM_ContributionTimeline PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName),
    CONSTRAINT FK_ACM_ContributionTimeline_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_ContributionTimeline_Rank CHECK (SensorRank >= 1),
    CONSTRAINT CK_ACM_ContributionTimeline_Pct CHECK (ContributionPct >= 0 AND ContributionPct <= 100)
);
GO
ALTER TABLE dbo.ACM_ContributionTimeline SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_SensorExpected', N'U') IS NULL
CREATE TABLE dbo.ACM_SensorExpected
(
    EquipID       int              NOT NULL,
    Timestamp     datetime2(3)     NOT NULL,
    RunID         uniqueidentifier NOT NULL,
    SensorName    nvarchar(128)    NOT NULL,
    ActualValue   float            NULL,
    ExpectedValue float            NULL,
    ResidualZ     float            NULL,
    CONSTRAINT PK_ACM_SensorExpected PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName),
    CONSTRAINT FK_ACM_SensorExpected_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID)
);
GO
ALTER TABLE dbo.ACM_SensorExpected SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_Episodes', N'U') IS NULL
CREATE TABLE dbo.ACM_Episodes
(
    EpisodeID      uniqueidentifier NOT NULL,
    RunID          uniqueidentifier NOT NULL,
    EquipID        int              NOT NULL,
    StartedAt      datetime2(3)     NOT NULL,
    EndedAt        datetime2(3)     NULL,
    SinceWhen      datetime2(3)     NOT NULL,
    PeakAt         datetime2(3)     NOT NULL,
    PeakFusedZ     float            NOT NULL,
    MinHealthIndex float            NOT NULL,
    SeverityLabel  varchar(10)      NOT NULL,
    SampleCount    int              NOT NULL,
    IsOpen         AS (CAST(CASE WHEN EndedAt IS NULL THEN 1 ELSE 0 END AS bit)),
    Summary        nvarchar(1000)   NOT NULL,
    CONSTRAINT PK_ACM_Episodes PRIMARY KEY CLUSTERED (EpisodeID, RunID),
    CONSTRAINT FK_ACM_Episodes_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_Episodes_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_Episodes_Times CHECK (SinceWhen <= StartedAt AND StartedAt <= PeakAt AND PeakAt <= EndedAt),
    CONSTRAINT CK_ACM_Episodes_MinHealthIndex CHECK (MinHealthIndex >= 0 AND MinHealthIndex <= 100),
    CONSTRAINT CK_ACM_Episodes_SeverityLabel CHECK (SeverityLabel IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    CONSTRAINT CK_ACM_Episodes_SampleCount CHECK (SampleCount >= 1),
    INDEX IX_ACM_Episodes_Run NONCLUSTERED (RunID),
    /* Episodes of a machine in a period: report, status, dashboards. */
    INDEX IX_ACM_Episodes_EquipStarted NONCLUSTERED (EquipID, StartedAt)
);
GO
IF OBJECT_ID(N'dbo.ACM_EpisodeCulprits', N'U') IS NULL
CREATE TABLE dbo.ACM_EpisodeCulprits
(
    EpisodeID    uniqueidentifier NOT NULL,
    RunID        uniqueidentifier NOT NULL,
    SensorName   nvarchar(128)    NOT NULL,
    EquipID      int              NOT NULL,
    CulpritRank  int              NOT NULL,
    SharePct     float            NOT NULL,
    Direction    varchar(10)      NOT NULL,
    ActualMean   float            NULL,
    ExpectedMean float            NULL,
    DeltaValue   float            NULL,
    CONSTRAINT PK_ACM_EpisodeCulprits PRIMARY KEY CLUSTERED (EpisodeID, RunID, SensorName),
    CONSTRAINT UQ_ACM_EpisodeCulprits_Rank UNIQUE NONCLUSTERED (EpisodeID, RunID, CulpritRank),
    CONSTRAINT FK_ACM_EpisodeCulprits_Episodes FOREIGN KEY (EpisodeID, RunID)
        REFERENCES dbo.ACM_Episodes (EpisodeID, RunID),
    CONSTRAINT CK_ACM_EpisodeCulprits_Rank CHECK (CulpritRank >= 1),
    CONSTRAINT CK_ACM_EpisodeCulprits_SharePct CHECK (SharePct >= 0 AND SharePct <= 100),
    CONSTRAINT CK_ACM_EpisodeCulprits_Direction CHECK (Direction IN ('UP', 'DOWN', 'ERRATIC', 'STUCK')),
    INDEX IX_ACM_EpisodeCulprits_Run NONCLUSTERED (RunID)
);
GO
