/* Trained models as plain arrays and JSON, which of them is in force, and what the scorer carries. */
IF OBJECT_ID(N'dbo.ModelRegistry', N'U') IS NULL
CREATE TABLE dbo.ModelRegistry
(
    EquipID       int              NOT NULL,
    Version       int              NOT NULL,
    ModelType     nvarchar(64)     NOT NULL,
    RunID         uniqueidentifier NOT NULL,
    EntryDateTime datetime2(3)     NOT NULL CONSTRAINT DF_ModelRegistry_EntryDateTime DEFAULT (SYSUTCDATETIME()),
    ParamsJSON    nvarchar(max)    NOT NULL,
    StatsJSON     nvarchar(max)    NOT NULL,
    ModelBytes    varbinary(max)   NOT NULL,
    ModelHash     binary(32)       NOT NULL,
    CONSTRAINT PK_ModelRegistry PRIMARY KEY CLUSTERED (EquipID, Version, ModelType),
    CONSTRAINT FK_ModelRegistry_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ModelRegistry_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ModelRegistry_Version CHECK (Version >= 1),
    CONSTRAINT CK_ModelRegistry_ParamsJSON CHECK (ISJSON(ParamsJSON) = 1),
    CONSTRAINT CK_ModelRegistry_StatsJSON CHECK (ISJSON(StatsJSON) = 1),
    INDEX IX_ModelRegistry_Run NONCLUSTERED (RunID)
);
GO
IF OBJECT_ID(N'dbo.ACM_ActiveModels', N'U') IS NULL
CREATE TABLE dbo.ACM_ActiveModels
(
    EquipID         int              NOT NULL,
    Version         int              NOT NULL,
    PreviousVersion int              NULL,
    RunID           uniqueidentifier NULL,
    Reason          nvarchar(200)    NOT NULL,
    ActivatedAt     datetime2(3)     NOT NULL CONSTRAINT DF_ACM_ActiveModels_ActivatedAt DEFAULT (SYSUTCDATETIME()),
    ActivatedBy     nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_ActiveModels_ActivatedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_ActiveModels PRIMARY KEY CLUSTERED (EquipID),
    CONSTRAINT FK_ACM_ActiveModels_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_ActiveModels_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID),
    CONSTRAINT CK_ACM_ActiveModels_Version CHECK (Version >= 1)
);
GO
IF OBJECT_ID(N'dbo.ACM_ScorerState', N'U') IS NULL
CREATE TABLE dbo.ACM_ScorerState
(
    EquipID      int              NOT NULL,
    ModelVersion int              NOT NULL,
    AsOf         datetime2(3)     NOT NULL,
    RunID        uniqueidentifier NOT NULL,
    StateBytes   varbinary(max)   NOT NULL,
    StateHash    binary(32)       NOT NULL,
    UpdatedAt    datetime2(3)     NOT NULL CONSTRAINT DF_ACM_ScorerState_UpdatedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_ACM_ScorerState PRIMARY KEY CLUSTERED (EquipID),
    CONSTRAINT FK_ACM_ScorerState_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT FK_ACM_ScorerState_Runs FOREIGN KEY (RunID) REFERENCES dbo.ACM_Runs (RunID)
);
GO
