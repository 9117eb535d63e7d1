/* How far each machine is on the way to its first model, and how it got there. */
IF OBJECT_ID(N'dbo.ACM_ColdstartState', N'U') IS NULL
CREATE TABLE dbo.ACM_ColdstartState
(
    EquipID         int              NOT NULL,
    Status          varchar(20)      NOT NULL CONSTRAINT DF_ACM_ColdstartState_Status DEFAULT ('PENDING'),
    AttemptCount    int              NOT NULL CONSTRAINT DF_ACM_ColdstartState_AttemptCount DEFAULT (0),
    ErrorCount      int              NOT NULL CONSTRAINT DF_ACM_ColdstartState_ErrorCount DEFAULT (0),
    AccumulatedRows int              NOT NULL CONSTRAINT DF_ACM_ColdstartState_AccumulatedRows DEFAULT (0),
    DataStartTime   datetime2(3)     NULL,
    DataEndTime     datetime2(3)     NULL,
    FirstAttemptAt  datetime2(3)     NULL,
    LastAttemptAt   datetime2(3)     NULL,
    CompletedAt     datetime2(3)     NULL,
    RetryAt         datetime2(3)     NULL,
    LastRunID       uniqueidentifier NULL,
    LastError       nvarchar(2000)   NULL,
    CreatedAt       datetime2(3)     NOT NULL CONSTRAINT DF_ACM_ColdstartState_CreatedAt DEFAULT (SYSUTCDATETIME()),
    UpdatedAt       datetime2(3)     NOT NULL CONSTRAINT DF_ACM_ColdstartState_UpdatedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_ACM_ColdstartState PRIMARY KEY CLUSTERED (EquipID),
    CONSTRAINT FK_ACM_ColdstartState_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_ColdstartState_Status CHECK (Status IN ('PENDING', 'IN_PROGRESS', 'COMPLETE', 'FAILED')),
    CONSTRAINT CK_ACM_ColdstartState_Counts CHECK (AttemptCount >= 0 AND ErrorCount >= 0 AND AccumulatedRows >= 0),
    CONSTRAINT CK_ACM_ColdstartState_Data CHECK (DataStartTime < DataEndTime),
    CONSTRAINT CK_ACM_ColdstartState_Completed CHECK
    (
        (Status = 'COMPLETE' AND CompletedAt IS NOT NULL)
        OR (Status <> 'COMPLETE' AND CompletedAt IS NULL)
    ),
    CONSTRAINT CK_ACM_ColdstartState_RetryAt CHECK
    (
        (Status = 'FAILED' AND RetryAt IS NOT NULL)
        OR (Status <> 'FAILED' AND RetryAt IS NULL)
    )
);
GO
IF OBJECT_ID(N'dbo.ACM_ColdstartHistory', N'U') IS NULL
CREATE TABLE dbo.ACM_ColdstartHistory
(
    HistoryID  bigint           NOT NULL IDENTITY(1, 1),
    EquipID    int              NOT NULL,
    FromStatus varchar(20)      NULL,
    ToStatus   varchar(20)      NOT NULL,
    RunID      uniqueidentifier NULL,
    Reason     nvarchar(2000)   NOT NULL,
    ChangedAt  datetime2(3)     NOT NULL CONSTRAINT DF_ACM_ColdstartHistory_ChangedAt DEFAULT (SYSUTCDATETIME()),
    ChangedBy  nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_ColdstartHistory_ChangedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_ColdstartHistory PRIMARY KEY CLUSTERED (HistoryID),
    CONSTRAINT FK_ACM_ColdstartHistory_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_ColdstartHistory_Move CHECK
    (
        (FromStatus IS NULL AND ToStatus = 'PENDING')
        OR (FromStatus = 'PENDING' AND ToStatus = 'IN_PROGRESS')
        OR (FromStatus = 'IN_PROGRESS' AND ToStatus IN ('COMPLETE', 'FAILED'))
        OR (FromStatus = 'FAILED' AND ToStatus = 'PENDING')
    ),
    /* How a machine came to its state, in order. */
    INDEX IX_ACM_ColdstartHistory_Equip NONCLUSTERED (EquipID, HistoryID)
);
GO
