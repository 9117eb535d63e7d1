/* What the tables of 0001_versions.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ACM_SchemaVersion', N'',
                N'Which version of the schema the database has. Rows: one per deploy that changed something.'),
            (N'ACM_SchemaVersion', N'VersionID', N'Order of the deploys.'),
            (N'ACM_SchemaVersion', N'SchemaVersion', N'Version that was deployed.'),
            (N'ACM_SchemaVersion', N'ObjectsHash',
                N'SHA-256 over all modules, columns and types: what was really deployed.'),
            (N'ACM_SchemaVersion', N'AppliedAt', N'When, UTC, by the server clock.'),
            (N'ACM_SchemaVersion', N'AppliedBy', N'Login that deployed.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
