/* What the tables of 0003_runs.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_Runs', N'', N'The one run table: what was computed, on what, with what result. Rows: one per run.'),
            (N'ACM_Runs', N'RunID', N'The run: a UUID of version 5 over the work, made by the client.'),
            (N'ACM_Runs', N'EquipID', N'The machine.'),
            (N'ACM_Runs', N'Stage', N'COLDSTART (trains the first model), SCORE, or TRAIN (a new model).'),
            (N'ACM_Runs', N'WindowStart', N'Start of the window, UTC, included.'),
            (N'ACM_Runs', N'WindowEnd', N'End of the window, UTC, not included.'),
            (N'ACM_Runs', N'ModelVersion', N'Version of the model, counted per machine from 1.'),
            (N'ACM_Runs', N'ConfigSignature', N'SHA-256 of the settings, 64 hex digits.'),
            (N'ACM_Runs', N'TriggerReason',
                N'Why the run was made; a ''window asked for by name'' is never parked.'),
            (N'ACM_Runs', N'DriverVersion', N'Version of the driver.'),
            (N'ACM_Runs', N'LeaseToken', N'Token of the lease under which it may be written.'),
            (N'ACM_Runs', N'WorkerName', N'Host and process.'),
            (N'ACM_Runs', N'StartedBy', N'Login that began it.'),
            (N'ACM_Runs', N'StartedAt', N'Begin, UTC, by the server clock.'),
            (N'ACM_Runs', N'CompletedAt', N'End, UTC, by the server clock; NULL while RUNNING.'),
            (N'ACM_Runs', N'DurationSeconds', N'Seconds from begin to end.'),
            (N'ACM_Runs', N'Outcome',
                N'RUNNING, OK, NOOP (nothing to do), FAIL or ABANDONED; all but RUNNING are final.'),
            (N'ACM_Runs', N'RowsRead', N'Readings read.'),
            (N'ACM_Runs', N'RowsWritten', N'Rows inserted and updated in all result tables.'),
            (N'ACM_Runs', N'TrainRowCount', N'Readings trained on.'),
            (N'ACM_Runs', N'ScoreRowCount', N'Samples scored.'),
            (N'ACM_Runs', N'EpisodeCount', N'Episodes that the window touches.'),
            (N'ACM_Runs', N'HealthStatus', N'Zone of the last sample: HEALTHY, CAUTION or ALERT.'),
            (N'ACM_Runs', N'AvgHealthIndex', N'Mean health, 0 to 100.'),
            (N'ACM_Runs', N'MinHealthIndex', N'Lowest health, 0 to 100.'),
            (N'ACM_Runs', N'MaxFusedZ', N'Highest fused score in training deviations.'),
            (N'ACM_Runs', N'DataQualityScore', N'Share of good readings, 0 to 1.'),
            (N'ACM_Runs', N'RefitRequested', N'1: the run found that the model should be trained anew.'),
            (N'ACM_Runs', N'ErrorMessage', N'Why it failed, for people.'),
            (N'ACM_Runs', N'ErrorJSON', N'Why it failed, in parts.'),
            (N'ACM_RunTableStats', N'',
                N'What each run did to each table. Rows: one per run and table written, 8 to 22 a run.'),
            (N'ACM_RunTableStats', N'RunID', N'The run that wrote the row.'),
            (N'ACM_RunTableStats', N'TableName', N'The table.'),
            (N'ACM_RunTableStats', N'RowsInserted', N'Rows inserted.'),
            (N'ACM_RunTableStats', N'RowsUpdated', N'Rows changed.'),
            (N'ACM_RunTableStats', N'RowsDeleted', N'Rows no longer sent.'),
            (N'ACM_RunTableStats', N'Milliseconds', N'Time of the writer on the server.'),
            (N'ACM_DataQualityEvents', N'',
                N'Findings about the data: nothing is dropped or changed without one. Rows: a few per run or load.'),
            (N'ACM_DataQualityEvents', N'EventID', N'Order of the findings.'),
            (N'ACM_DataQualityEvents', N'EquipID', N'The machine.'),
            (N'ACM_DataQualityEvents', N'RunID', N'The run that found it, or NULL.'),
            (N'ACM_DataQualityEvents', N'BatchLoadID', N'The load that found it, or NULL.'),
            (N'ACM_DataQualityEvents', N'TableName', N'Where the data was going.'),
            (N'ACM_DataQualityEvents', N'ColumnName', N'The column, or empty for whole rows.'),
            (N'ACM_DataQualityEvents', N'EventType',
                N'Kind of finding, such as GAP, DUPLICATE_TIME, STUCK_SENSOR, NON_FINITE.'),
            (N'ACM_DataQualityEvents', N'AffectedRows', N'Rows concerned.'),
            (N'ACM_DataQualityEvents', N'FirstAt', N'First time concerned, UTC.'),
            (N'ACM_DataQualityEvents', N'LastAt', N'Last time concerned, UTC.'),
            (N'ACM_DataQualityEvents', N'SampleValues', N'A few of the values, as JSON.'),
            (N'ACM_DataQualityEvents', N'Detail', N'What was found and done.'),
            (N'ACM_DataQualityEvents', N'EventTime', N'When it was recorded, UTC, by the server clock.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
