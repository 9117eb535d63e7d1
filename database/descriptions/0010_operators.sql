/* What the tables of 0010_operators.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_EpisodeActions', N'', N'What people did about episodes; the history stays. Rows: one per action.'),
            (N'ACM_EpisodeActions', N'ActionID', N'Order of the actions.'),
            (N'ACM_EpisodeActions', N'ActionKey', N'Makes a repeated call harmless; made by the client.'),
            (N'ACM_EpisodeActions', N'EpisodeID', N'The episode; the same from run to run.'),
            (N'ACM_EpisodeActions', N'EquipID', N'The machine.'),
            (N'ACM_EpisodeActions', N'ActionType', N'ACKNOWLEDGE, CLEAR, LABEL or SHELVE.'),
            (N'ACM_EpisodeActions', N'LabelCode',
                N'TRUE_FAULT, FALSE_ALARM, SENSOR_FAULT, MAINTENANCE, PROCESS_CHANGE or UNKNOWN.'),
            (N'ACM_EpisodeActions', N'FaultName', N'What it was, in words.'),
            (N'ACM_EpisodeActions', N'ShelvedUntil', N'Quiet until, UTC, by the server clock.'),
            (N'ACM_EpisodeActions', N'Comment', N'Anything else.'),
            (N'ACM_EpisodeActions', N'ActionBy', N'Who did it.'),
            (N'ACM_EpisodeActions', N'ActionAt', N'When, UTC, by the server clock.'),
            (N'ACM_EpisodeActions', N'RecordedBy', N'Login that recorded it.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
