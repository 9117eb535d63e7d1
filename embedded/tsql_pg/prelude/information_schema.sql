-- The INFORMATION_SCHEMA views, in a schema of their own beside PostgreSQL's, and who may read the views.

CREATE OR REPLACE VIEW information_schema_tsql.tables AS
SELECT
    tsql.db_name() AS table_catalog,
    s.name AS table_schema,
    o.name AS table_name,
    CASE o.type WHEN 'U' THEN 'BASE TABLE' ELSE 'VIEW' END::tsql.nvarchar AS table_type
FROM tsql.objects AS o
INNER JOIN tsql.schemas AS s
    ON s.schema_id = o.schema_id
WHERE o.type IN ('U', 'V');

CREATE OR REPLACE VIEW information_schema_tsql.columns AS
SELECT
    t.table_catalog,
    t.table_schema,
    t.table_name,
    c.name AS column_name,
    c.column_id AS ordinal_position,
    c.default_definition::tsql.nvarchar AS column_default,
    CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END::tsql.nvarchar AS is_nullable,
    CASE c.type_name WHEN 'sysname' THEN 'nvarchar' ELSE c.type_name END::tsql.nvarchar AS data_type,
    CASE
        WHEN c.type_name IN ('nvarchar', 'nchar', 'sysname') AND c.max_length > 0 THEN c.max_length / 2
        WHEN c.type_name IN ('nvarchar', 'nchar', 'varchar', 'char', 'varbinary', 'binary') THEN c.max_length
    END::integer AS character_maximum_length,
    CASE WHEN c.type_name IN ('int', 'bigint', 'smallint', 'tinyint', 'decimal', 'numeric', 'float', 'real')
        THEN c.precision END AS numeric_precision,
    CASE WHEN c.type_name IN ('int', 'bigint', 'smallint', 'tinyint', 'decimal', 'numeric')
        THEN c.scale::integer END AS numeric_scale,
    CASE WHEN c.type_name IN ('date', 'time', 'datetime', 'datetime2', 'datetimeoffset')
        THEN c.scale END AS datetime_precision,
    c.collation_name::tsql.nvarchar AS collation_name
FROM tsql.objects AS o
INNER JOIN tsql.schemas AS s
    ON s.schema_id = o.schema_id
INNER JOIN information_schema_tsql.tables AS t
    ON t.table_schema = s.name
    AND t.table_name = o.name
INNER JOIN tsql.columns AS c
    ON c.object_id = o.object_id
WHERE o.type IN ('U', 'V');

CREATE OR REPLACE VIEW information_schema_tsql.routines AS
SELECT
    tsql.db_name() AS specific_catalog,
    s.name AS specific_schema,
    o.name AS specific_name,
    s.name AS routine_schema,
    o.name AS routine_name,
    CASE o.type WHEN 'P' THEN 'PROCEDURE' ELSE 'FUNCTION' END::tsql.nvarchar AS routine_type,
    m.definition::tsql.nvarchar AS routine_definition,
    o.create_date AS created,
    o.modify_date AS last_altered
FROM tsql.objects AS o
INNER JOIN tsql.schemas AS s
    ON s.schema_id = o.schema_id
LEFT JOIN tsql.modules AS m
    ON m.object_id = o.object_id
WHERE o.type IN ('P', 'IF', 'TF', 'FN');

CREATE OR REPLACE VIEW information_schema_tsql.parameters AS
SELECT
    s.name AS specific_schema,
    o.name AS specific_name,
    p.parameter_id AS ordinal_position,
    CASE WHEN p.is_output THEN 'INOUT' ELSE 'IN' END::tsql.nvarchar AS parameter_mode,
    p.name AS parameter_name,
    CASE WHEN p.table_type_id IS NULL THEN p.type_name ELSE 'table type' END::tsql.nvarchar AS data_type,
    CASE WHEN p.type_name IN ('nvarchar', 'nchar') AND p.max_length > 0 THEN p.max_length / 2 ELSE p.max_length
        END::integer AS character_maximum_length
FROM tsql.parameters AS p
INNER JOIN tsql.objects AS o
    ON o.object_id = p.object_id
INNER JOIN tsql.schemas AS s
    ON s.schema_id = o.schema_id;

GRANT SELECT ON ALL TABLES IN SCHEMA sys, information_schema_tsql TO PUBLIC;
