/* What the tables of 0011_ingest.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'Ingest_Payload', N'', N'Documents on their way in. Rows: one per document.'),
            (N'Ingest_Payload', N'PayloadID', N'Order of arrival.'),
            (N'Ingest_Payload', N'EquipID', N'The machine.'),
            (N'Ingest_Payload', N'SourceName', N'File or message it came from.'),
            (N'Ingest_Payload', N'PayloadFormat', N'CSV, JSON, XML or PARQUET.'),
            (N'Ingest_Payload', N'Payload', N'The document as it came.'),
            (N'Ingest_Payload', N'PayloadHash', N'SHA-256 of the document: the same one is taken once.'),
            (N'Ingest_Payload', N'Status', N'STAGED, CLAIMED, DONE or PARKED (failed too often).'),
            (N'Ingest_Payload', N'Attempts', N'Times it was claimed.'),
            (N'Ingest_Payload', N'ClaimToken', N'Token of the claim, made by the client.'),
            (N'Ingest_Payload', N'ClaimOwner', N'Host and process that hold it.'),
            (N'Ingest_Payload', N'ClaimExpiresAt', N'End of the claim, UTC, by the server clock.'),
            (N'Ingest_Payload', N'LastError', N'Why the last attempt failed.'),
            (N'Ingest_Payload', N'StagedAt', N'When it came, UTC, by the server clock.'),
            (N'Ingest_Payload', N'StagedBy', N'Login that staged it.'),
            (N'Ingest_Payload', N'CompletedAt', N'When it was done or parked, UTC, by the server clock.'),
            (N'processing_log', N'',
                N'What became of each document, stored with its readings in one transaction. Rows: one per document and attempt.'),
            (N'processing_log', N'log_id', N'Order of the entries.'),
            (N'processing_log', N'payload_id', N'The document.'),
            (N'processing_log', N'attempt', N'Which attempt, from 1.'),
            (N'processing_log', N'equip_id', N'The machine.'),
            (N'processing_log', N'batch_load_id', N'The load.'),
            (N'processing_log', N'claim_token', N'Claim under which it was done.'),
            (N'processing_log', N'status', N'SUCCESS or FAILED.'),
            (N'processing_log', N'rows_read', N'Rows in the document.'),
            (N'processing_log', N'rows_kept', N'Rows stored or found stored.'),
            (N'processing_log', N'rows_rejected', N'Rows not kept; see Readings_Rejected.'),
            (N'processing_log', N'error_message', N'Why it failed.'),
            (N'processing_log', N'processed_at', N'When, UTC, by the server clock.'),
            (N'processing_log', N'processed_by', N'Login that did it.'),
            (N'Readings_Quality', N'', N'Readings whose quality is not good. Rows: only those, sparse.'),
            (N'Readings_Quality', N'EquipID', N'The machine.'),
            (N'Readings_Quality', N'EntryDateTime', N'Time of the reading, UTC.'),
            (N'Readings_Quality', N'TagName', N'The tag.'),
            (N'Readings_Quality', N'QualityCode', N'BAD, UNCERTAIN or SUBSTITUTED; a good reading has no row.'),
            (N'Readings_Quality', N'BatchLoadID', N'The load that brought the rows.'),
            (N'Readings_Quality', N'RecordedAt', N'When it was recorded, UTC, by the server clock.'),
            (N'Readings_Rejected', N'', N'Rows of a source that were not kept. Rows: one per rejected row.'),
            (N'Readings_Rejected', N'EquipID', N'The machine.'),
            (N'Readings_Rejected', N'BatchLoadID', N'The load that brought the rows.'),
            (N'Readings_Rejected', N'RowOrdinal', N'Number of the row in the load, from 1.'),
            (N'Readings_Rejected', N'PayloadID', N'The document, or NULL.'),
            (N'Readings_Rejected', N'RejectReason', N'Kind of reason.'),
            (N'Readings_Rejected', N'RawText', N'The row as it came, cut to 4,000 characters.'),
            (N'Readings_Rejected', N'Detail', N'The reason, in words.'),
            (N'Readings_Rejected', N'RejectedAt', N'When, UTC, by the server clock.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
