/* What training and each run say about models and data: bounded by sensors and detectors, not by samples. */
IF OBJECT_ID(N'dbo.ACM_RunColumns', N'U') IS NULL
CREATE TABLE dbo.ACM_RunColumns
(
    RunID         uniqueidentifier NOT NULL,
    ColumnName    nvarchar(128)    NOT NULL,
    EquipID       int              NOT NULL,
    ColumnOrdinal int              NOT NULL,
    CONSTRAINT PK_ACM_RunColumns PRIMARY KEY CLUSTERED (RunID, ColumnName),
    CONSTRAINT FK_ACM_RunColumns_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_RunColumns_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_RunColumns_Ordinal CHECK (ColumnOrdinal >= 1)
);
GO
IF OBJECT_ID(N'dbo.ACM_ModelComparisons', N'U') IS NULL
CREATE TABLE dbo.ACM_ModelComparisons
(
    RunID            uniqueidentifier NOT NULL,
    MetricName       nvarchar(64)     NOT NULL,
    EquipID          int              NOT NULL,
    CandidateVersion int              NOT NULL,
    ActiveVersion    int              NULL,
    HeldBackStart    datetime2(3)     NOT NULL,
    HeldBackEnd      datetime2(3)     NOT NULL,
    HeldBackRows     int              NOT NULL,
    CandidateValue   float            NULL,
    ActiveValue      float            NULL,
    IsBetter         bit              NULL,
    Decision         varchar(10)      NOT NULL,
    CONSTRAINT PK_ACM_ModelComparisons PRIMARY KEY CLUSTERED (RunID, MetricName),
    CONSTRAINT FK_ACM_ModelComparisons_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_ModelComparisons_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_ModelComparisons_HeldBack CHECK (HeldBackStart < HeldBackEnd AND HeldBackRows >= 0),
    CONSTRAINT CK_ACM_ModelComparisons_Decision CHECK (Decision IN ('ACTIVATED', 'KEPT')),
    /* How the versions of a machine did against each other. */
    INDEX IX_ACM_ModelComparisons_Equip NONCLUSTERED (EquipID, CandidateVersion)
);
GO
IF OBJECT_ID(N'dbo.ACM_RegimeDefinitions', N'U') IS NULL
CREATE TABLE dbo.ACM_RegimeDefinitions
(
    RunID         uniqueidentifier NOT NULL,
    RegimeLabel   int              NOT NULL,
    EquipID       int              NOT NULL,
    ModelVersion  int              NOT NULL,
    RegimeName    nvarchar(128)    NULL,
    SharePct      float            NOT NULL,
    TrainRowCount int              NULL,
    Radius        float            NULL,
    CentreJSON    nvarchar(max)    NOT NULL,
    CONSTRAINT PK_ACM_RegimeDefinitions PRIMARY KEY CLUSTERED (RunID, RegimeLabel),
    CONSTRAINT FK_ACM_RegimeDefinitions_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_RegimeDefinitions_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_RegimeDefinitions_SharePct CHECK (SharePct >= 0 AND SharePct <= 100),
    CONSTRAINT CK_ACM_RegimeDefinitions_CentreJSON CHECK (ISJSON(CentreJSON) = 1),
    /* Regimes of a model version: report, dashboards. */
    INDEX IX_ACM_RegimeDefinitions_Model NONCLUSTERED (EquipID, ModelVersion)
);
GO
IF OBJECT_ID(N'dbo.ACM_Thresholds', N'U') IS NULL
CREATE TABLE dbo.ACM_Thresholds
(
    RunID          uniqueidentifier NOT NULL,
    DetectorName   nvarchar(64)     NOT NULL,
    ThresholdName  nvarchar(64)     NOT NULL,
    EquipID        int              NOT NULL,
    ModelVersion   int              NOT NULL,
    ThresholdValue float            NOT NULL,
    CONSTRAINT PK_ACM_Thresholds PRIMARY KEY CLUSTERED (RunID, DetectorName, ThresholdName),
    CONSTRAINT FK_ACM_Thresholds_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_Thresholds_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    /* ACM_ThresholdCrossings: the limits of the model that scored a sample. */
    INDEX IX_ACM_Thresholds_Model NONCLUSTERED (EquipID, ModelVersion, DetectorName)
);
GO
IF OBJECT_ID(N'dbo.ACM_PCA_Metrics', N'U') IS NULL
CREATE TABLE dbo.ACM_PCA_Metrics
(
    RunID           uniqueidentifier NOT NULL,
    ComponentNumber int              NOT NULL,
    EquipID         int              NOT NULL,
    ModelVersion    int              NOT NULL,
    ExplainedPct    float            NOT NULL,
    CumulativePct   float            NOT NULL,
    CONSTRAINT PK_ACM_PCA_Metrics PRIMARY KEY CLUSTERED (RunID, ComponentNumber),
    CONSTRAINT FK_ACM_PCA_Metrics_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_PCA_Metrics_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_PCA_Metrics_Component CHECK (ComponentNumber >= 1),
    CONSTRAINT CK_ACM_PCA_Metrics_ExplainedPct CHECK (ExplainedPct >= 0 AND ExplainedPct <= 100),
    /* Components of a model version. */
    INDEX IX_ACM_PCA_Metrics_Model NONCLUSTERED (EquipID, ModelVersion)
);
GO
IF OBJECT_ID(N'dbo.ACM_PCA_Loadings', N'U') IS NULL
CREATE TABLE dbo.ACM_PCA_Loadings
(
    RunID           uniqueidentifier NOT NULL,
    ComponentNumber int              NOT NULL,
    SensorName      nvarchar(128)    NOT NULL,
    EquipID         int              NOT NULL,
    ModelVersion    int              NOT NULL,
    Loading         float            NOT NULL,
    CONSTRAINT PK_ACM_PCA_Loadings PRIMARY KEY CLUSTERED (RunID, ComponentNumber, SensorName),
    CONSTRAINT FK_ACM_PCA_Loadings_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_PCA_Loadings_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_PCA_Loadings_Component CHECK (ComponentNumber >= 1),
    /* Loadings of a model version. */
    INDEX IX_ACM_PCA_Loadings_Model NONCLUSTERED (EquipID, ModelVersion)
);
GO
IF OBJECT_ID(N'dbo.ACM_DetectorCorrelation', N'U') IS NULL
CREATE TABLE dbo.ACM_DetectorCorrelation
(
    RunID       uniqueidentifier NOT NULL,
    DetectorA   nvarchar(64)     NOT NULL,
    DetectorB   nvarchar(64)     NOT NULL,
    EquipID     int              NOT NULL,
    Correlation float            NULL,
    SampleCount int              NOT NULL,
    CONSTRAINT PK_ACM_DetectorCorrelation PRIMARY KEY CLUSTERED (RunID, DetectorA, DetectorB),
    CONSTRAINT FK_ACM_DetectorCorrelation_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_DetectorCorrelation_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_DetectorCorrelation_Pair CHECK (DetectorA < DetectorB),
    CONSTRAINT CK_ACM_DetectorCorrelation_Correlation CHECK (Correlation >= -1.000001 AND Correlation <= 1.000001)
);
GO
IF OBJECT_ID(N'dbo.ACM_CalibrationSummary', N'U') IS NULL
CREATE TABLE dbo.ACM_CalibrationSummary
(
    RunID               uniqueidentifier NOT NULL,
    DetectorName        nvarchar(64)     NOT NULL,
    EquipID             int              NOT NULL,
    ModelVersion        int              NOT NULL,
    RawMedian           float            NOT NULL,
    RawSpread           float            NOT NULL,
    CalibrationQuantile float            NULL,
    AlarmLimitRaw       float            NULL,
    TrainAlarmPct       float            NULL,
    SampleCount         int              NULL,
    CONSTRAINT PK_ACM_CalibrationSummary PRIMARY KEY CLUSTERED (RunID, DetectorName),
    CONSTRAINT FK_ACM_CalibrationSummary_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_CalibrationSummary_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_CalibrationSummary_RawSpread CHECK (RawSpread >= 0),
    CONSTRAINT CK_ACM_CalibrationSummary_TrainAlarmPct CHECK (TrainAlarmPct >= 0 AND TrainAlarmPct <= 100),
    /* Calibration of a model version. */
    INDEX IX_ACM_CalibrationSummary_Model NONCLUSTERED (EquipID, ModelVersion)
);
GO
IF OBJECT_ID(N'dbo.ACM_DataQuality', N'U') IS NULL
CREATE TABLE dbo.ACM_DataQuality
(
    RunID             uniqueidentifier NOT NULL,
    SensorName        nvarchar(128)    NOT NULL,
    EquipID           int              NOT NULL,
    RowsPresent       int              NOT NULL,
    RowsMissing       int              NOT NULL,
    RowsStuck         int              NOT NULL,
    RowsNonFinite     int              NOT NULL,
    RowsOutOfRange    int              NOT NULL,
    MinValue          float            NULL,
    MaxValue          float            NULL,
    MeanValue         float            NULL,
    StdValue          float            NULL,
    LongestGapSeconds float            NULL,
    QualityLabel      varchar(10)      NOT NULL,
    CONSTRAINT PK_ACM_DataQuality PRIMARY KEY CLUSTERED (RunID, SensorName),
    CONSTRAINT FK_ACM_DataQuality_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_DataQuality_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_DataQuality_Counts CHECK
        (RowsPresent >= 0 AND RowsMissing >= 0 AND RowsStuck >= 0 AND RowsNonFinite >= 0 AND RowsOutOfRange >= 0),
    CONSTRAINT CK_ACM_DataQuality_QualityLabel CHECK (QualityLabel IN ('GOOD', 'SUSPECT', 'BAD')),
    /* ACM_SensorDefects: the latest judgement on a sensor. */
    INDEX IX_ACM_DataQuality_Sensor NONCLUSTERED (EquipID, SensorName)
);
GO
IF OBJECT_ID(N'dbo.ACM_FeatureDropLog', N'U') IS NULL
CREATE TABLE dbo.ACM_FeatureDropLog
(
    RunID       uniqueidentifier NOT NULL,
    FeatureName nvarchar(128)    NOT NULL,
    EquipID     int              NOT NULL,
    DropReason  varchar(50)      NOT NULL,
    Detail      nvarchar(1000)   NULL,
    CONSTRAINT PK_ACM_FeatureDropLog PRIMARY KEY CLUSTERED (RunID, FeatureName),
    CONSTRAINT FK_ACM_FeatureDropLog_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_FeatureDropLog_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID)
);
GO
