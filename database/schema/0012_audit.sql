/* What a source says that it delivered, and how that compares with what is stored. */
IF OBJECT_ID(N'dbo.ACM_BatchSource', N'U') IS NULL
CREATE TABLE dbo.ACM_BatchSource
(
    EquipID       int              NOT NULL,
    BatchLoadID   uniqueidentifier NOT NULL,
    SourceName    nvarchar(400)    NOT NULL,
    SourceRows    bigint           NOT NULL,
    DuplicateRows bigint           NOT NULL,
    RejectedRows  bigint           NOT NULL,
    FirstAt       datetime2(3)     NULL,
    LastAt        datetime2(3)     NULL,
    ValueCount    bigint           NOT NULL,
    ValueSum      float            NULL,
    RecordedAt    datetime2(3)     NOT NULL CONSTRAINT DF_ACM_BatchSource_RecordedAt DEFAULT (SYSUTCDATETIME()),
    RecordedBy    nvarchar(128)    NOT NULL CONSTRAINT DF_ACM_BatchSource_RecordedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_BatchSource PRIMARY KEY CLUSTERED (EquipID, BatchLoadID),
    CONSTRAINT FK_ACM_BatchSource_Equipment FOREIGN KEY (EquipID) REFERENCES dbo.Equipment (EquipID),
    CONSTRAINT CK_ACM_BatchSource_Rows CHECK
        (DuplicateRows >= 0 AND RejectedRows >= 0 AND SourceRows >= DuplicateRows + RejectedRows AND ValueCount >= 0),
    CONSTRAINT CK_ACM_BatchSource_Times CHECK (FirstAt <= LastAt),
    /* usp_AuditBatches: the loads in the order in which they came. */
    INDEX IX_ACM_BatchSource_Recorded NONCLUSTERED (RecordedAt)
);
GO
IF OBJECT_ID(N'dbo.validation_log', N'U') IS NULL
CREATE TABLE dbo.validation_log
(
    validation_id             bigint           NOT NULL IDENTITY(1, 1),
    equip_id                  int              NOT NULL,
    batch_load_id             uniqueidentifier NOT NULL,
    src_table                 nvarchar(400)    NOT NULL,
    tgt_table                 nvarchar(128)    NOT NULL,
    validation_run_status     varchar(20)      NOT NULL,
    validation_run_start_time datetime2(3)     NOT NULL CONSTRAINT DF_validation_log_validation_run_start_time DEFAULT (SYSUTCDATETIME()),
    validation_run_end_time   datetime2(3)     NULL,
    exception                 nvarchar(2000)   NULL,
    CONSTRAINT PK_validation_log PRIMARY KEY CLUSTERED (validation_id),
    CONSTRAINT FK_validation_log_BatchSource FOREIGN KEY (equip_id, batch_load_id)
        REFERENCES dbo.ACM_BatchSource (EquipID, BatchLoadID),
    CONSTRAINT CK_validation_log_validation_run_status CHECK
        (validation_run_status IN ('IN_PROGRESS', 'SUCCESS', 'FAILED')),
    CONSTRAINT CK_validation_log_Times CHECK (validation_run_start_time <= validation_run_end_time),
    CONSTRAINT CK_validation_log_Ended CHECK
    (
        (validation_run_status = 'IN_PROGRESS' AND validation_run_end_time IS NULL)
        OR (validation_run_status <> 'IN_PROGRESS' AND validation_run_end_time IS NOT NULL)
    ),
    /* Was this load checked: usp_AuditBatches, and the question of the data engineer. */
    INDEX IX_validation_log_batch NONCLUSTERED (equip_id, batch_load_id, validation_id),
    /* The checks of a table, newest first. */
    INDEX IX_validation_log_table NONCLUSTERED (tgt_table, validation_run_start_time)
);
GO
IF OBJECT_ID(N'dbo.validation_summary', N'U') IS NULL
CREATE TABLE dbo.validation_summary
(
    validation_id        bigint           NOT NULL,
    equip_id             int              NOT NULL,
    batch_load_id        uniqueidentifier NOT NULL,
    tgt_table            nvarchar(128)    NOT NULL,
    src_records          bigint           NOT NULL,
    src_rejected         bigint           NOT NULL,
    src_duplicates       bigint           NOT NULL,
    tgt_records          bigint           NOT NULL,
    tgt_records_of_batch bigint           NOT NULL,
    src_values           bigint           NOT NULL,
    tgt_values           bigint           NOT NULL,
    row_count_status     varchar(10)      NOT NULL,
    time_range_status    varchar(10)      NOT NULL,
    value_count_status   varchar(10)      NOT NULL,
    value_sum_status     varchar(10)      NOT NULL,
    overall_status       varchar(10)      NOT NULL,
    CONSTRAINT PK_validation_summary PRIMARY KEY CLUSTERED (validation_id),
    CONSTRAINT FK_validation_summary_validation_log FOREIGN KEY (validation_id)
        REFERENCES dbo.validation_log (validation_id),
    CONSTRAINT CK_validation_summary_row_count_status CHECK
        (row_count_status IN ('PASSED', 'FAILED', 'SKIPPED')),
    CONSTRAINT CK_validation_summary_time_range_status CHECK
        (time_range_status IN ('PASSED', 'FAILED', 'SKIPPED')),
    CONSTRAINT CK_validation_summary_value_count_status CHECK
        (value_count_status IN ('PASSED', 'FAILED', 'SKIPPED')),
    CONSTRAINT CK_validation_summary_value_sum_status CHECK
        (value_sum_status IN ('PASSED', 'FAILED', 'SKIPPED')),
    CONSTRAINT CK_validation_summary_overall_status CHECK (overall_status IN ('PASSED', 'FAILED')),
    /* The summaries of a load. */
    INDEX IX_validation_summary_batch NONCLUSTERED (equip_id, batch_load_id)
);
GO
