/* What became of the documents of a claim.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.processing_log_TVP') IS NULL
CREATE TYPE dbo.processing_log_TVP AS TABLE
(
    payload_id    bigint         NOT NULL,
    status        varchar(10)    NOT NULL,
    rows_read     int            NOT NULL,
    rows_kept     int            NOT NULL,
    rows_rejected int            NOT NULL,
    error_message nvarchar(1000) NULL,
    INDEX UX_processing_log UNIQUE CLUSTERED (payload_id)
);
GO
