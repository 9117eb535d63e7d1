/* What the tables of 0007_coldstart.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_ColdstartState', N'', N'How far a machine is on the way to its first model. Rows: one per machine.'),
            (N'ACM_ColdstartState', N'EquipID', N'The machine.'),
            (N'ACM_ColdstartState', N'Status', N'PENDING, IN_PROGRESS, COMPLETE or FAILED.'),
            (N'ACM_ColdstartState', N'AttemptCount', N'Attempts begun.'),
            (N'ACM_ColdstartState', N'ErrorCount', N'Attempts that failed.'),
            (N'ACM_ColdstartState', N'AccumulatedRows', N'Rows counted for training, each once.'),
            (N'ACM_ColdstartState', N'DataStartTime', N'First time counted, UTC.'),
            (N'ACM_ColdstartState', N'DataEndTime', N'End of what was counted, UTC, not included.'),
            (N'ACM_ColdstartState', N'FirstAttemptAt', N'First attempt, UTC, by the server clock.'),
            (N'ACM_ColdstartState', N'LastAttemptAt', N'Last attempt, UTC, by the server clock.'),
            (N'ACM_ColdstartState', N'CompletedAt', N'When the models were stored, UTC, by the server clock.'),
            (N'ACM_ColdstartState', N'RetryAt', N'A failure may be tried again from here, UTC, by the server clock.'),
            (N'ACM_ColdstartState', N'LastRunID', N'Run of the last attempt.'),
            (N'ACM_ColdstartState', N'LastError', N'Why the last attempt failed.'),
            (N'ACM_ColdstartState', N'CreatedAt', N'When the row was made, UTC, by the server clock.'),
            (N'ACM_ColdstartState', N'UpdatedAt', N'Last change, UTC, by the server clock.'),
            (N'ACM_ColdstartHistory', N'', N'Every move of a coldstart. Rows: one per move.'),
            (N'ACM_ColdstartHistory', N'HistoryID', N'Order of the moves.'),
            (N'ACM_ColdstartHistory', N'EquipID', N'The machine.'),
            (N'ACM_ColdstartHistory', N'FromStatus', N'State before; NULL at the first.'),
            (N'ACM_ColdstartHistory', N'ToStatus', N'State after.'),
            (N'ACM_ColdstartHistory', N'RunID', N'Run that moved it, or NULL.'),
            (N'ACM_ColdstartHistory', N'Reason', N'Why.'),
            (N'ACM_ColdstartHistory', N'ChangedAt', N'When, UTC, by the server clock.'),
            (N'ACM_ColdstartHistory', N'ChangedBy', N'Login that changed it.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
