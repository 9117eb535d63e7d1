/* What people did about episodes. */
IF OBJECT_ID(N'dbo.ACM_EpisodeActions', N'U') IS NULL
CREATE TABLE dbo.ACM_EpisodeActions
(
    ActionID     bigint           NOT NULL IDENTITY(1, 1),
    ActionKey    uniqueidentifier NOT NULL,
    EpisodeID    uniqueidentifier NOT NULL,
    EquipID      int              NOT NULL,
    ActionType   varchar(20)      NOT NULL,
    LabelCode    varchar(20)      NULL,
    FaultName    nvarchar(200)    NULL,
    ShelvedUntil datetime2(3)     NULL,
    Comment      nvarchar(1000)   NULL,
    ActionBy     nvarchar(128)    NOT NULL,
    ActionAt     datetime2(3)     NOT NULL CONSTRAINT DF_ACM_EpisodeActions_ActionAt DEFAULT (SYSUTCDATETIME()),
    RecordedBy   nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_EpisodeActions_RecordedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_EpisodeActions PRIMARY KEY CLUSTERED (ActionID),
    CONSTRAINT UQ_ACM_EpisodeActions_ActionKey UNIQUE NONCLUSTERED (ActionKey),
    CONSTRAINT FK_ACM_EpisodeActions_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_EpisodeActions_ActionType CHECK
        (ActionType IN ('ACKNOWLEDGE', 'CLEAR', 'LABEL', 'SHELVE')),
    CONSTRAINT CK_ACM_EpisodeActions_LabelCode CHECK
        (LabelCode IN ('TRUE_FAULT', 'FALSE_ALARM', 'SENSOR_FAULT', 'MAINTENANCE', 'PROCESS_CHANGE', 'UNKNOWN')),
    CONSTRAINT CK_ACM_EpisodeActions_Label CHECK
    (
        (ActionType = 'LABEL' AND LabelCode IS NOT NULL)
        OR (ActionType <> 'LABEL' AND LabelCode IS NULL AND FaultName IS NULL)
    ),
    CONSTRAINT CK_ACM_EpisodeActions_Shelve CHECK
    (
        (ActionType = 'SHELVE' AND ShelvedUntil IS NOT NULL AND ShelvedUntil > ActionAt)
        OR (ActionType <> 'SHELVE' AND ShelvedUntil IS NULL)
    ),
    /* What was done about an episode: ACM_AlertAge, AnomalyEvents. */
    INDEX IX_ACM_EpisodeActions_Episode NONCLUSTERED (EpisodeID, ActionType, ActionID)
);
GO
