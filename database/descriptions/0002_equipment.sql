/* What the tables of 0002_equipment.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'Equipment', N'', N'The machines. Rows: one per machine.'),
            (N'Equipment', N'EquipID', N'The machine; given by the server.'),
            (N'Equipment', N'EquipCode', N'Short name, unique; the historian table is {EquipCode}_Data.'),
            (N'Equipment', N'EquipName', N'Name for people.'),
            (N'Equipment', N'TimeZoneName', N'IANA zone of naive times in its exports; stored times are UTC.'),
            (N'Equipment', N'DataTable', N'Name of its historian table.'),
            (N'Equipment', N'IsAdopted', N'1: the table was there before, is read only and keeps no loads.'),
            (N'Equipment', N'IsActive', N'0: left out of views and work.'),
            (N'Equipment', N'CreatedAt', N'When the row was made, UTC, by the server clock.'),
            (N'Equipment', N'CreatedBy', N'Login that made it.'),
            (N'Tag_Equipment_Map', N'',
                N'The tags of a machine, in the order of their columns. Rows: up to 900 per machine.'),
            (N'Tag_Equipment_Map', N'EquipID', N'The machine.'),
            (N'Tag_Equipment_Map', N'TagName', N'Name of the tag and of its column.'),
            (N'Tag_Equipment_Map', N'TagOrdinal',
                N'Place in the table type and in readings, from 1; tags are only ever added at the end.'),
            (N'Tag_Equipment_Map', N'Unit', N'Engineering unit of the values.'),
            (N'Tag_Equipment_Map', N'IsCritical', N'1: readings without this tag are an error.'),
            (N'Tag_Equipment_Map', N'CreatedAt', N'When the row was made, UTC, by the server clock.'),
            (N'ACM_BatchProgress', N'',
                N'How far each machine is worked through, and who holds it. Rows: one per machine.'),
            (N'ACM_BatchProgress', N'EquipID', N'The machine.'),
            (N'ACM_BatchProgress', N'LastBatchEndTime',
                N'Watermark: readings before it are worked through, UTC, time of the machine.'),
            (N'ACM_BatchProgress', N'BatchesCompleted', N'Windows worked through.'),
            (N'ACM_BatchProgress', N'TickMinutes', N'Length of a window in minutes.'),
            (N'ACM_BatchProgress', N'LatenessMinutes',
                N'A window without later readings is ready this many minutes after its end.'),
            (N'ACM_BatchProgress', N'RequiredRows', N'Rows of the first training.'),
            (N'ACM_BatchProgress', N'NextDueAt', N'Not looked at before this time, UTC, by the server clock.'),
            (N'ACM_BatchProgress', N'LeaseOwner', N'Host and process that hold the machine.'),
            (N'ACM_BatchProgress', N'LeaseToken', N'Token of the lease, made by the client.'),
            (N'ACM_BatchProgress', N'LeaseExpiresAt', N'End of the lease, UTC, by the server clock.'),
            (N'ACM_BatchProgress', N'ClaimedStage', N'What the lease is for: COLDSTART, SCORE or TRAIN.'),
            (N'ACM_BatchProgress', N'ClaimedWindowStart', N'Start of the claimed window, UTC, included.'),
            (N'ACM_BatchProgress', N'ClaimedWindowEnd', N'End of the claimed window, UTC, not included.'),
            (N'ACM_BatchProgress', N'ClaimAdvances',
                N'1: the claim is for the next window and moves the watermark; 0: a window asked for by name.'),
            (N'ACM_BatchProgress', N'FailedAttempts',
                N'Failures of the next window in a row; at ParkAfterAttempts the window is parked.'),
            (N'ACM_BatchProgress', N'LastError', N'Why the last attempt at the next window failed or was parked.'),
            (N'ACM_BatchProgress', N'ConfigHash', N'Signature of the settings last used.'),
            (N'ACM_BatchProgress', N'UpdatedAt', N'Last change, UTC, by the server clock.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
