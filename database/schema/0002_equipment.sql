/* The machines, their tags, and how far each has been worked through. */
IF OBJECT_ID(N'dbo.Equipment', N'U') IS NULL
CREATE TABLE dbo.Equipment
(
    EquipID      int           NOT NULL IDENTITY(1, 1),
    EquipCode    nvarchar(120) NOT NULL,
    EquipName    nvarchar(200) NOT NULL,
    TimeZoneName nvarchar(64)  NOT NULL CONSTRAINT DF_Equipment_TimeZoneName DEFAULT (N'UTC'),
    DataTable    sysname       NOT NULL,
    IsAdopted    bit           NOT NULL CONSTRAINT DF_Equipment_IsAdopted DEFAULT (0),
    IsActive     bit           NOT NULL CONSTRAINT DF_Equipment_IsActive DEFAULT (1),
    CreatedAt    datetime2(3)  NOT NULL CONSTRAINT DF_Equipment_CreatedAt DEFAULT (SYSUTCDATETIME()),
    CreatedBy    nvarchar(128) NOT NULL CONSTRAINT DF_Equipment_CreatedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_Equipment PRIMARY KEY CLUSTERED (EquipID),
    CONSTRAINT UQ_Equipment_EquipCode UNIQUE NONCLUSTERED (EquipCode),
    CONSTRAINT UQ_Equipment_DataTable UNIQUE NONCLUSTERED (DataTable),
    CONSTRAINT CK_Equipment_EquipCode CHECK
        (LEN(EquipCode) > 0 AND EquipCode NOT LIKE N'%]%' AND EquipCode NOT LIKE N'%[[";''\/]%')
);
GO
IF OBJECT_ID(N'dbo.Tag_Equipment_Map', N'U') IS NULL
CREATE TABLE dbo.Tag_Equipment_Map
(
    EquipID    int           NOT NULL,
    TagName    nvarchar(120) NOT NULL,
    TagOrdinal int           NOT NULL,
    Unit       nvarchar(32)  NULL,
    IsCritical bit           NOT NULL CONSTRAINT DF_Tag_Equipment_Map_IsCritical DEFAULT (0),
    CreatedAt  datetime2(3)  NOT NULL CONSTRAINT DF_Tag_Equipment_Map_CreatedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_Tag_Equipment_Map PRIMARY KEY CLUSTERED (EquipID, TagName),
    CONSTRAINT UQ_Tag_Equipment_Map_Ordinal UNIQUE NONCLUSTERED (EquipID, TagOrdinal),
    CONSTRAINT FK_Tag_Equipment_Map_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_Tag_Equipment_Map_TagName CHECK (LEN(TagName) > 0),
    CONSTRAINT CK_Tag_Equipment_Map_TagOrdinal CHECK (TagOrdinal >= 1 AND TagOrdinal <= 900)
);
GO
IF OBJECT_ID(N'dbo.ACM_BatchProgress', N'U') IS NULL
CREATE TABLE dbo.ACM_BatchProgress
(
    EquipID            int              NOT NULL,
    LastBatchEndTime   datetime2(3)     NULL,
    BatchesCompleted   int              NOT NULL CONSTRAINT DF_ACM_BatchProgress_BatchesCompleted DEFAULT (0),
    TickMinutes        int              NOT NULL CONSTRAINT DF_ACM_BatchProgress_TickMinutes DEFAULT (60),
    LatenessMinutes    int              NOT NULL CONSTRAINT DF_ACM_BatchProgress_LatenessMinutes DEFAULT (15),
    RequiredRows       int              NOT NULL CONSTRAINT DF_ACM_BatchProgress_RequiredRows DEFAULT (500),
    NextDueAt          datetime2(3)     NOT NULL CONSTRAINT DF_ACM_BatchProgress_NextDueAt DEFAULT (SYSUTCDATETIME()),
    LeaseOwner         nvarchar(256)    NULL,
    LeaseToken         uniqueidentifier NULL,
    LeaseExpiresAt     datetime2(3)     NULL,
    ClaimedStage       varchar(20)      NULL,
    ClaimedWindowStart datetime2(3)     NULL,
    ClaimedWindowEnd   datetime2(3)     NULL,
    ClaimAdvances      bit              NOT NULL CONSTRAINT DF_ACM_BatchProgress_ClaimAdvances DEFAULT (0),
    FailedAttempts     int              NOT NULL CONSTRAINT DF_ACM_BatchProgress_FailedAttempts DEFAULT (0),
    LastError          nvarchar(1000)   NULL,
    ConfigHash         varchar(64)      NULL,
    UpdatedAt          datetime2(3)     NOT NULL CONSTRAINT DF_ACM_BatchProgress_UpdatedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_ACM_BatchProgress PRIMARY KEY CLUSTERED (EquipID),
    CONSTRAINT FK_ACM_BatchProgress_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_BatchProgress_TickMinutes CHECK (TickMinutes >= 1),
    CONSTRAINT CK_ACM_BatchProgress_LatenessMinutes CHECK (LatenessMinutes >= 0),
    CONSTRAINT CK_ACM_BatchProgress_RequiredRows CHECK (RequiredRows >= 10 AND RequiredRows <= 20000),
    CONSTRAINT CK_ACM_BatchProgress_BatchesCompleted CHECK (BatchesCompleted >= 0),
    CONSTRAINT CK_ACM_BatchProgress_FailedAttempts CHECK (FailedAttempts >= 0),
    CONSTRAINT CK_ACM_BatchProgress_ClaimedStage CHECK (ClaimedStage IN ('COLDSTART', 'SCORE')),
    CONSTRAINT CK_ACM_BatchProgress_ClaimedWindow CHECK (ClaimedWindowStart < ClaimedWindowEnd),
    CONSTRAINT CK_ACM_BatchProgress_Lease CHECK
    (
        (LeaseToken IS NULL AND LeaseOwner IS NULL AND LeaseExpiresAt IS NULL)
        OR (LeaseToken IS NOT NULL AND LeaseOwner IS NOT NULL AND LeaseExpiresAt IS NOT NULL)
    ),
    /* usp_ClaimBatch takes the machine that has been due for longest. */
    INDEX IX_ACM_BatchProgress_NextDueAt NONCLUSTERED (NextDueAt, EquipID)
);
GO
