/* Regimes, drift, forecast, remaining life, and back-tests. As in 0005 the per-row tables have no foreign key to
   ACM_Runs and no lock escalation. */
IF OBJECT_ID(N'dbo.ACM_RegimeTimeline', N'U') IS NULL
CREATE TABLE dbo.ACM_RegimeTimeline
(
    EquipID        int              NOT NULL,
    Timestamp      datetime2(3)     NOT NULL,
    RunID          uniqueidentifier NOT NULL,
    RegimeLabel    int              NOT NULL,
    RegimeDistance float            NULL,
    Confidence     float            NULL,
    IsNovel        AS (CAST(CASE WHEN RegimeLabel < 0 THEN 1 ELSE 0 END AS bit)),
    CONSTRAINT PK_ACM_RegimeTimeline PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID),
    CONSTRAINT FK_ACM_RegimeTimeline_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_RegimeTimeline_Label CHECK (RegimeLabel >= -1),
    CONSTRAINT CK_ACM_RegimeTimeline_Confidence CHECK (Confidence >= 0 AND Confidence <= 1)
);
GO
ALTER TABLE dbo.ACM_RegimeTimeline SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_DriftSeries', N'U') IS NULL
CREATE TABLE dbo.ACM_DriftSeries
(
    EquipID    int              NOT NULL,
    Timestamp  datetime2(3)     NOT NULL,
    RunID      uniqueidentifier NOT NULL,
    SensorName nvarchar(128)    NOT NULL,
    CusumHigh  float            NOT NULL,
    CusumLow   float            NOT NULL,
    DriftZ     float            NULL,
    IsDrifting bit              NOT NULL,
    CONSTRAINT PK_ACM_DriftSeries PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName),
    CONSTRAINT FK_ACM_DriftSeries_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_DriftSeries_Cusum CHECK (CusumHigh >= 0 AND CusumLow >= 0)
);
GO
ALTER TABLE dbo.ACM_DriftSeries SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.ACM_HealthForecast', N'U') IS NULL
CREATE TABLE dbo.ACM_HealthForecast
(
    EquipID        int              NOT NULL,
    Timestamp      datetime2(3)     NOT NULL,
    RunID          uniqueidentifier NOT NULL,
    ForecastHealth float            NOT NULL,
    LowerHealth    float            NOT NULL,
    UpperHealth    float            NOT NULL,
    IntervalPct    float            NOT NULL,
    Method         nvarchar(64)     NOT NULL,
    CONSTRAINT PK_ACM_HealthForecast PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID),
    CONSTRAINT FK_ACM_HealthForecast_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_HealthForecast_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_HealthForecast_Bounds CHECK
        (LowerHealth >= 0 AND LowerHealth <= ForecastHealth AND ForecastHealth <= UpperHealth AND UpperHealth <= 100),
    CONSTRAINT CK_ACM_HealthForecast_IntervalPct CHECK (IntervalPct > 0 AND IntervalPct < 100),
    /* The forecast of one run: ACM_HealthForecast_Current, a rewrite. */
    INDEX IX_ACM_HealthForecast_Run NONCLUSTERED (RunID)
);
GO
IF OBJECT_ID(N'dbo.ACM_RUL', N'U') IS NULL
CREATE TABLE dbo.ACM_RUL
(
    EquipID       int              NOT NULL,
    Timestamp     datetime2(3)     NOT NULL,
    RunID         uniqueidentifier NOT NULL,
    RulStatus     varchar(20)      NOT NULL,
    RulHours      float            NULL,
    LowerHours    float            NULL,
    UpperHours    float            NULL,
    IntervalPct   float            NULL,
    HorizonHours  float            NULL,
    FailureHealth float            NULL,
    Method        nvarchar(64)     NULL,
    CONSTRAINT PK_ACM_RUL PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID),
    CONSTRAINT FK_ACM_RUL_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_RUL_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_RUL_RulStatus CHECK (RulStatus IN ('HEALTHY', 'ESTIMATED', 'BEYOND_HORIZON', 'UNKNOWN')),
    CONSTRAINT CK_ACM_RUL_Hours CHECK
    (
        (RulStatus = 'ESTIMATED' AND RulHours IS NOT NULL AND LowerHours IS NOT NULL AND UpperHours IS NOT NULL
            AND IntervalPct IS NOT NULL AND LowerHours >= 0 AND LowerHours <= RulHours AND RulHours <= UpperHours)
        OR (RulStatus <> 'ESTIMATED' AND RulHours IS NULL AND LowerHours IS NULL AND UpperHours IS NULL)
    ),
    CONSTRAINT CK_ACM_RUL_IntervalPct CHECK (IntervalPct > 0 AND IntervalPct < 100),
    /* The estimate of one run: a rewrite, retention. */
    INDEX IX_ACM_RUL_Run NONCLUSTERED (RunID)
);
GO
IF OBJECT_ID(N'dbo.ACM_BacktestResults', N'U') IS NULL
CREATE TABLE dbo.ACM_BacktestResults
(
    EquipID            int              NOT NULL,
    BacktestID         uniqueidentifier NOT NULL,
    FaultNumber        int              NOT NULL,
    FaultKind          varchar(20)      NOT NULL,
    SensorNames        nvarchar(1000)   NULL,
    FaultSize          float            NULL,
    FaultStart         datetime2(3)     NOT NULL,
    FaultEnd           datetime2(3)     NOT NULL,
    IsDetected         bit              NULL,
    DetectedAt         datetime2(3)     NULL,
    DelaySeconds       AS (CAST(DATEDIFF_BIG(MILLISECOND, FaultStart, DetectedAt) AS float) / 1000.0),
    MaxFusedZ          float            NULL,
    AlarmCount         int              NOT NULL,
    FalseAlarmsPerWeek float            NULL,
    ModelVersion       int              NOT NULL,
    ConfigSignature    varchar(64)      NOT NULL,
    RecordedAt         datetime2(3)     NOT NULL CONSTRAINT DF_ACM_BacktestResults_RecordedAt DEFAULT (SYSUTCDATETIME()),
    RecordedBy         nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_BacktestResults_RecordedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_BacktestResults PRIMARY KEY CLUSTERED (EquipID, BacktestID, FaultNumber),
    CONSTRAINT FK_ACM_BacktestResults_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_BacktestResults_FaultKind CHECK
        (FaultKind IN ('NONE', 'STEP', 'RAMP', 'VARIANCE', 'STUCK', 'CORRELATION_BREAK')),
    CONSTRAINT CK_ACM_BacktestResults_Times CHECK (FaultStart < FaultEnd AND FaultStart <= DetectedAt),
    CONSTRAINT CK_ACM_BacktestResults_Counts CHECK (FaultNumber >= 0 AND AlarmCount >= 0 AND FalseAlarmsPerWeek >= 0),
    CONSTRAINT CK_ACM_BacktestResults_Fault CHECK
    (
        (FaultKind = 'NONE' AND IsDetected IS NULL AND DetectedAt IS NULL)
        OR (FaultKind <> 'NONE' AND IsDetected = 1 AND DetectedAt IS NOT NULL)
        OR (FaultKind <> 'NONE' AND IsDetected = 0 AND DetectedAt IS NULL)
    )
);
GO
