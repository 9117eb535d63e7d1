/* Documents on their way in, what became of each, and the readings that are not good or not kept. */
IF OBJECT_ID(N'dbo.Ingest_Payload', N'U') IS NULL
CREATE TABLE dbo.Ingest_Payload
(
    PayloadID      bigint           NOT NULL IDENTITY(1, 1),
    EquipID        int              NOT NULL,
    SourceName     nvarchar(400)    NOT NULL,
    PayloadFormat  varchar(10)      NOT NULL,
    Payload        varbinary(max)   NOT NULL,
    PayloadHash    binary(32)       NOT NULL,
    Status         varchar(10)      NOT NULL CONSTRAINT DF_Ingest_Payload_Status DEFAULT ('STAGED'),
    Attempts       int              NOT NULL CONSTRAINT DF_Ingest_Payload_Attempts DEFAULT (0),
    ClaimToken     uniqueidentifier NULL,
    ClaimOwner     nvarchar(256)    NULL,
    ClaimExpiresAt datetime2(3)     NULL,
    LastError      nvarchar(1000)   NULL,
    StagedAt       datetime2(3)     NOT NULL CONSTRAINT DF_Ingest_Payload_StagedAt DEFAULT (SYSUTCDATETIME()),
    StagedBy       nvarchar(128)    NOT NULL CONSTRAINT DF_Ingest_Payload_StagedBy DEFAULT (ORIGINAL_LOGIN()),
    CompletedAt    datetime2(3)     NULL,
    CONSTRAINT PK_Ingest_Payload PRIMARY KEY CLUSTERED (PayloadID),
    CONSTRAINT UQ_Ingest_Payload_Hash UNIQUE NONCLUSTERED (EquipID, PayloadHash),
    CONSTRAINT FK_Ingest_Payload_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_Ingest_Payload_PayloadFormat CHECK (PayloadFormat IN ('CSV', 'JSON', 'XML', 'PARQUET')),
    CONSTRAINT CK_Ingest_Payload_Status CHECK (Status IN ('STAGED', 'CLAIMED', 'DONE', 'PARKED')),
    CONSTRAINT CK_Ingest_Payload_Attempts CHECK (Attempts >= 0),
    CONSTRAINT CK_Ingest_Payload_Claim CHECK
    (
        (Status = 'CLAIMED' AND ClaimToken IS NOT NULL AND ClaimOwner IS NOT NULL AND ClaimExpiresAt IS NOT NULL)
        OR (Status <> 'CLAIMED' AND ClaimToken IS NULL AND ClaimOwner IS NULL AND ClaimExpiresAt IS NULL)
    ),
    CONSTRAINT CK_Ingest_Payload_Completed CHECK
    (
        (Status IN ('DONE', 'PARKED') AND CompletedAt IS NOT NULL)
        OR (Status IN ('STAGED', 'CLAIMED') AND CompletedAt IS NULL)
    ),
    /* usp_ClaimPayloads: the machine whose document has waited longest; claims that ran out. */
    INDEX IX_Ingest_Payload_Status NONCLUSTERED (Status, PayloadID),
    /* usp_ClaimPayloads: the next documents of that machine. */
    INDEX IX_Ingest_Payload_Equip NONCLUSTERED (EquipID, Status, PayloadID),
    /* usp_ClaimPayloads, usp_CommitPayloads: the documents of a claim. */
    INDEX IX_Ingest_Payload_Claim NONCLUSTERED (ClaimToken, PayloadID) WHERE ClaimToken IS NOT NULL
);
GO
IF OBJECT_ID(N'dbo.processing_log', N'U') IS NULL
CREATE TABLE dbo.processing_log
(
    log_id        bigint           NOT NULL IDENTITY(1, 1),
    payload_id    bigint           NOT NULL,
    attempt       int              NOT NULL,
    equip_id      int              NOT NULL,
    batch_load_id uniqueidentifier NOT NULL,
    claim_token   uniqueidentifier NOT NULL,
    status        varchar(10)      NOT NULL,
    rows_read     int              NOT NULL,
    rows_kept     int              NOT NULL,
    rows_rejected int              NOT NULL,
    error_message nvarchar(1000)   NULL,
    processed_at  datetime2(3)     NOT NULL CONSTRAINT DF_processing_log_processed_at DEFAULT (SYSUTCDATETIME()),
    processed_by  nvarchar(128)    NOT NULL CONSTRAINT DF_processing_log_processed_by DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_processing_log PRIMARY KEY CLUSTERED (log_id),
    CONSTRAINT FK_processing_log_Ingest_Payload FOREIGN KEY (payload_id)
        REFERENCES dbo.Ingest_Payload (PayloadID),
    CONSTRAINT FK_processing_log_Equipment FOREIGN KEY (equip_id) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_processing_log_status CHECK (status IN ('SUCCESS', 'FAILED')),
    CONSTRAINT CK_processing_log_Rows CHECK
        (rows_read >= 0 AND rows_kept >= 0 AND rows_rejected >= 0 AND rows_kept + rows_rejected <= rows_read),
    CONSTRAINT CK_processing_log_Error CHECK
    (
        (status = 'FAILED' AND error_message IS NOT NULL)
        OR (status = 'SUCCESS' AND error_message IS NULL)
    ),
    /* The documents of a load. */
    INDEX IX_processing_log_batch NONCLUSTERED (equip_id, batch_load_id)
);
GO
/* Was this document processed, and how: one seek, no table access. An index with INCLUDE is no part of CREATE TABLE in
   SQL Server 2017. */
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.processing_log')
    AND   i.name = N'UX_processing_log_payload'
)
CREATE UNIQUE NONCLUSTERED INDEX UX_processing_log_payload ON dbo.processing_log (payload_id, attempt) INCLUDE (status);
GO
IF OBJECT_ID(N'dbo.Readings_Quality', N'U') IS NULL
CREATE TABLE dbo.Readings_Quality
(
    EquipID       int              NOT NULL,
    EntryDateTime datetime2(3)     NOT NULL,
    TagName       nvarchar(120)    NOT NULL,
    QualityCode   varchar(12)      NOT NULL,
    BatchLoadID   uniqueidentifier NOT NULL,
    RecordedAt    datetime2(3)     NOT NULL CONSTRAINT DF_Readings_Quality_RecordedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_Readings_Quality PRIMARY KEY CLUSTERED (EquipID, EntryDateTime, TagName),
    CONSTRAINT FK_Readings_Quality_Tag FOREIGN KEY (EquipID, TagName)
        REFERENCES dbo.Tag_Equipment_Map (EquipID, TagName),
    CONSTRAINT CK_Readings_Quality_QualityCode CHECK (QualityCode IN ('BAD', 'UNCERTAIN', 'SUBSTITUTED'))
);
GO
ALTER TABLE dbo.Readings_Quality SET (LOCK_ESCALATION = DISABLE);
GO
IF OBJECT_ID(N'dbo.Readings_Rejected', N'U') IS NULL
CREATE TABLE dbo.Readings_Rejected
(
    EquipID      int              NOT NULL,
    BatchLoadID  uniqueidentifier NOT NULL,
    RowOrdinal   int              NOT NULL,
    PayloadID    bigint           NULL,
    RejectReason varchar(50)      NOT NULL,
    RawText      nvarchar(4000)   NULL,
    Detail       nvarchar(1000)   NULL,
    RejectedAt   datetime2(3)     NOT NULL CONSTRAINT DF_Readings_Rejected_RejectedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_Readings_Rejected PRIMARY KEY CLUSTERED (EquipID, BatchLoadID, RowOrdinal),
    CONSTRAINT FK_Readings_Rejected_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_Readings_Rejected_RowOrdinal CHECK (RowOrdinal >= 1),
    /* usp_ApplyRetention: what was rejected long ago. */
    INDEX IX_Readings_Rejected_Time NONCLUSTERED (EquipID, RejectedAt)
);
GO
