/* Records what was deployed, once for each change, and commits. */
IF XACT_STATE() <> 1
    THROW 51031, N'The deploy transaction is gone: nothing was deployed.', 1;

DECLARE
    @SchemaVersion varchar(20) = '0.1.0',
    @ObjectsHash   binary(32);

SELECT @ObjectsHash = HASHBYTES('SHA2_256', STRING_AGG(CAST(q.Line AS nvarchar(max)), N';')
    WITHIN GROUP (ORDER BY q.Line))
FROM
(
    SELECT CONCAT(o.name, N' ', CONVERT(nvarchar(70), HASHBYTES('SHA2_256', m.definition), 1)) AS Line
    FROM sys.sql_modules AS m
    INNER JOIN sys.objects AS o
        ON o.object_id = m.object_id
    WHERE o.schema_id = SCHEMA_ID(N'dbo')
    AND   NOT EXISTS
    (
        SELECT 1
        FROM dbo.Equipment AS e
        WHERE o.name IN (CONCAT(e.EquipCode, N'_Load'), CONCAT(e.EquipCode, N'_Read'), CONCAT(e.EquipCode, N'_Span'),
            CONCAT(e.EquipCode, N'_Audit'), CONCAT(e.EquipCode, N'_Trim'))
    )
    UNION ALL
    SELECT CONCAT(o.name, N'.', c.name, N' ', TYPE_NAME(c.user_type_id), N' ', c.max_length, N' ', c.is_nullable)
    FROM sys.tables AS o
    INNER JOIN sys.columns AS c
        ON c.object_id = o.object_id
    WHERE o.schema_id = SCHEMA_ID(N'dbo')
    AND   NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.DataTable = o.name)
    UNION ALL
    SELECT CONCAT(tt.name, N'.', c.name, N' ', c.column_id, N' ', TYPE_NAME(c.user_type_id), N' ', c.max_length)
    FROM sys.table_types AS tt
    INNER JOIN sys.columns AS c
        ON c.object_id = tt.type_table_object_id
    WHERE tt.schema_id = SCHEMA_ID(N'dbo')
    AND   NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE tt.name = CONCAT(e.EquipCode, N'_Rows'))
) AS q;

IF NOT EXISTS
(
    SELECT 1
    FROM
    (
        SELECT TOP (1)
            v.SchemaVersion,
            v.ObjectsHash
        FROM dbo.ACM_SchemaVersion AS v
        ORDER BY
            v.VersionID DESC
    ) AS l
    WHERE l.SchemaVersion = @SchemaVersion
    AND   l.ObjectsHash = @ObjectsHash
)
    INSERT INTO dbo.ACM_SchemaVersion (SchemaVersion, ObjectsHash)
    VALUES (@SchemaVersion, @ObjectsHash);
GO
COMMIT TRANSACTION;
GO
