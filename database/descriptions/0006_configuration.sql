/* What the tables of 0006_configuration.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_Config', N'', N'Settings that hold now. Rows: one per machine and setting.'),
            (N'ACM_Config', N'EquipID', N'The machine; 0 is every machine.'),
            (N'ACM_Config', N'ParamName', N'Name of the setting.'),
            (N'ACM_Config', N'ParamValue', N'Value as text.'),
            (N'ACM_Config', N'ValueType', N'INT, FLOAT, BIT or TEXT.'),
            (N'ACM_Config', N'Reason', N'Why it was set.'),
            (N'ACM_Config', N'UpdatedAt', N'Last change, UTC, by the server clock.'),
            (N'ACM_Config', N'UpdatedBy', N'Login that set it.'),
            (N'ACM_ConfigHistory', N'', N'Every change of a setting. Rows: one per change.'),
            (N'ACM_ConfigHistory', N'HistoryID', N'Order of the changes.'),
            (N'ACM_ConfigHistory', N'EquipID', N'The machine; 0 is every machine.'),
            (N'ACM_ConfigHistory', N'ParamName', N'Name of the setting.'),
            (N'ACM_ConfigHistory', N'OldValue', N'Value before; NULL when there was none.'),
            (N'ACM_ConfigHistory', N'NewValue', N'Value after; NULL when it was taken away.'),
            (N'ACM_ConfigHistory', N'Reason', N'Why.'),
            (N'ACM_ConfigHistory', N'ChangedAt', N'When, UTC, by the server clock.'),
            (N'ACM_ConfigHistory', N'ChangedBy', N'Login that changed it.'),
            (N'ACM_EquipmentEvents', N'', N'What happened to a machine. Rows: one per event.'),
            (N'ACM_EquipmentEvents', N'EventID', N'Given by the server.'),
            (N'ACM_EquipmentEvents', N'EquipID', N'The machine.'),
            (N'ACM_EquipmentEvents', N'EventType',
                N'MAINTENANCE, REPAIR, REPLACEMENT, INSPECTION, FAILURE, SHUTDOWN, PROCESS_CHANGE or OTHER.'),
            (N'ACM_EquipmentEvents', N'StartedAt', N'Begin, UTC.'),
            (N'ACM_EquipmentEvents', N'EndedAt', N'End, UTC, or NULL.'),
            (N'ACM_EquipmentEvents', N'RebaselineRequested',
                N'1: the machine is another one now and wants a new model.'),
            (N'ACM_EquipmentEvents', N'Description', N'What was done or seen.'),
            (N'ACM_EquipmentEvents', N'ReportedBy', N'Who reported it.'),
            (N'ACM_EquipmentEvents', N'RecordedAt', N'When it was recorded, UTC, by the server clock.'),
            (N'ACM_EquipmentEvents', N'RecordedBy', N'Login that recorded it.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
