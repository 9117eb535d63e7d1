/* Settings with their history, and what happened to the machines. */
IF OBJECT_ID(N'dbo.ACM_Config', N'U') IS NULL
CREATE TABLE dbo.ACM_Config
(
    EquipID    int            NOT NULL,
    ParamName  nvarchar(128)  NOT NULL,
    ParamValue nvarchar(4000) NOT NULL,
    ValueType  varchar(10)    NOT NULL,
    Reason     nvarchar(400)  NULL,
    UpdatedAt  datetime2(3)   NOT NULL CONSTRAINT DF_ACM_Config_UpdatedAt DEFAULT (SYSUTCDATETIME()),
    UpdatedBy  nvarchar(128)  NOT NULL CONSTRAINT DF_ACM_Config_UpdatedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_Config PRIMARY KEY CLUSTERED (EquipID, ParamName),
    CONSTRAINT CK_ACM_Config_EquipID CHECK (EquipID >= 0),
    CONSTRAINT CK_ACM_Config_ParamName CHECK (LEN(ParamName) > 0),
    CONSTRAINT CK_ACM_Config_ValueType CHECK (ValueType IN ('INT', 'FLOAT', 'BIT', 'TEXT'))
);
GO
IF OBJECT_ID(N'dbo.ACM_ConfigHistory', N'U') IS NULL
CREATE TABLE dbo.ACM_ConfigHistory
(
    HistoryID bigint         NOT NULL IDENTITY(1, 1),
    EquipID   int            NOT NULL,
    ParamName nvarchar(128)  NOT NULL,
    OldValue  nvarchar(4000) NULL,
    NewValue  nvarchar(4000) NULL,
    Reason    nvarchar(400)  NULL,
    ChangedAt datetime2(3)   NOT NULL CONSTRAINT DF_ACM_ConfigHistory_ChangedAt DEFAULT (SYSUTCDATETIME()),
    ChangedBy nvarchar(128)  NOT NULL CONSTRAINT DF_ACM_ConfigHistory_ChangedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_ConfigHistory PRIMARY KEY CLUSTERED (HistoryID),
    /* Who changed a setting of a machine, newest first. */
    INDEX IX_ACM_ConfigHistory_Param NONCLUSTERED (EquipID, ParamName, ChangedAt)
);
GO
IF OBJECT_ID(N'dbo.ACM_EquipmentEvents', N'U') IS NULL
CREATE TABLE dbo.ACM_EquipmentEvents
(
    EventID             bigint         NOT NULL IDENTITY(1, 1),
    EquipID             int            NOT NULL,
    EventType           varchar(20)    NOT NULL,
    StartedAt           datetime2(3)   NOT NULL,
    EndedAt             datetime2(3)   NULL,
    RebaselineRequested bit            NOT NULL CONSTRAINT DF_ACM_EquipmentEvents_RebaselineRequested DEFAULT (0),
    Description         nvarchar(1000) NULL,
    ReportedBy          nvarchar(128)  NOT NULL,
    RecordedAt          datetime2(3)   NOT NULL CONSTRAINT DF_ACM_EquipmentEvents_RecordedAt DEFAULT (SYSUTCDATETIME()),
    RecordedBy          nvarchar(128)  NOT NULL CONSTRAINT DF_ACM_EquipmentEvents_RecordedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_EquipmentEvents PRIMARY KEY NONCLUSTERED (EventID),
    CONSTRAINT UQ_ACM_EquipmentEvents_Event UNIQUE CLUSTERED (EquipID, StartedAt, EventType),
    CONSTRAINT FK_ACM_EquipmentEvents_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_EquipmentEvents_EventType CHECK
        (EventType IN ('MAINTENANCE', 'REPAIR', 'REPLACEMENT', 'INSPECTION', 'FAILURE', 'SHUTDOWN', 'PROCESS_CHANGE', 'OTHER')),
    CONSTRAINT CK_ACM_EquipmentEvents_Times CHECK (StartedAt <= EndedAt)
);
GO
