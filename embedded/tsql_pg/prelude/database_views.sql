-- sys.* views of the database: properties, principals, permissions, partitions, sessions.

CREATE OR REPLACE VIEW sys.extended_properties AS
SELECT
    p.class,
    CASE p.class
        WHEN 0 THEN 'DATABASE'
        WHEN 1 THEN 'OBJECT_OR_COLUMN'
        WHEN 3 THEN 'SCHEMA'
        WHEN 6 THEN 'TYPE'
        WHEN 7 THEN 'INDEX'
    END::tsql.nvarchar AS class_desc,
    p.major_id,
    p.minor_id,
    p.name,
    p.value::tsql.nvarchar AS value
FROM tsql.extended_properties AS p;

CREATE OR REPLACE VIEW sys.synonyms AS
SELECT o.*, s.base_object_name::tsql.nvarchar AS base_object_name
FROM sys.objects AS o
INNER JOIN tsql.synonyms AS s
    ON s.object_id = o.object_id;

CREATE OR REPLACE VIEW sys.database_principals AS
SELECT
    p.name,
    p.principal_id,
    p.type::text::tsql.nvarchar AS type,
    CASE p.type
        WHEN 'R' THEN 'DATABASE_ROLE'
        WHEN 'S' THEN 'SQL_USER'
        WHEN 'U' THEN 'WINDOWS_USER'
        WHEN 'A' THEN 'APPLICATION_ROLE'
    END::tsql.nvarchar AS type_desc,
    CASE WHEN p.type <> 'R' THEN 'dbo'::tsql.nvarchar END AS default_schema_name,
    p.create_date,
    p.create_date AS modify_date,
    CASE WHEN p.type = 'R' THEN 1 END AS owning_principal_id,
    tsql.to_bit(p.is_fixed_role)::tsql.bit AS is_fixed_role
FROM tsql.principals AS p;

CREATE OR REPLACE VIEW sys.database_role_members AS
SELECT m.role_principal_id, m.member_principal_id
FROM tsql.role_members AS m;

CREATE OR REPLACE VIEW sys.database_permissions AS
SELECT
    p.class,
    CASE p.class
        WHEN 0 THEN 'DATABASE'
        WHEN 1 THEN 'OBJECT_OR_COLUMN'
        WHEN 3 THEN 'SCHEMA'
        WHEN 6 THEN 'TYPE'
    END::tsql.nvarchar AS class_desc,
    p.major_id,
    p.minor_id,
    p.grantee_principal_id,
    p.grantor_principal_id,
    CASE p.permission_name
        WHEN 'EXECUTE' THEN 'EX  '
        WHEN 'SELECT' THEN 'SL  '
        WHEN 'INSERT' THEN 'IN  '
        WHEN 'UPDATE' THEN 'UP  '
        WHEN 'DELETE' THEN 'DL  '
        WHEN 'REFERENCES' THEN 'RF  '
        WHEN 'CONTROL' THEN 'CL  '
        WHEN 'ALTER' THEN 'AL  '
        WHEN 'VIEW DEFINITION' THEN 'VW  '
    END::tsql.nvarchar AS type,
    p.permission_name::tsql.nvarchar AS permission_name,
    p.state::text::tsql.nvarchar AS state,
    CASE p.state
        WHEN 'G' THEN 'GRANT'
        WHEN 'D' THEN 'DENY'
        WHEN 'W' THEN 'GRANT_WITH_GRANT_OPTION'
    END::tsql.nvarchar AS state_desc
FROM tsql.permissions AS p;

CREATE OR REPLACE VIEW sys.partitions AS
SELECT
    i.object_id::bigint * 256 + i.index_id AS partition_id,
    i.object_id,
    i.index_id,
    1 AS partition_number,
    i.object_id::bigint * 256 + i.index_id AS hobt_id,
    tsql.row_count(i.object_id) AS rows,
    CASE i.data_compression
        WHEN 'ROW' THEN 1 WHEN 'PAGE' THEN 2 WHEN 'COLUMNSTORE' THEN 3 ELSE 0
    END::smallint AS data_compression,
    i.data_compression::tsql.nvarchar AS data_compression_desc
FROM tsql.indexes AS i;

CREATE OR REPLACE VIEW sys.dm_db_partition_stats AS
SELECT
    i.object_id::bigint * 256 + i.index_id AS partition_id,
    i.object_id,
    i.index_id,
    1 AS partition_number,
    tsql.page_count(i.object_id) AS in_row_data_page_count,
    tsql.page_count(i.object_id) AS in_row_used_page_count,
    tsql.page_count(i.object_id) AS in_row_reserved_page_count,
    tsql.page_count(i.object_id) AS used_page_count,
    tsql.page_count(i.object_id) AS reserved_page_count,
    tsql.row_count(i.object_id) AS row_count
FROM tsql.indexes AS i;

CREATE OR REPLACE VIEW sys.sql_expression_dependencies AS
SELECT
    d.referencing_id,
    0 AS referencing_minor_id,
    1::smallint AS referencing_class,
    1::smallint AS referenced_class,
    NULL::tsql.nvarchar AS referenced_server_name,
    NULL::tsql.nvarchar AS referenced_database_name,
    CASE WHEN d.referenced_schema_name::text <> '' THEN d.referenced_schema_name END AS referenced_schema_name,
    d.referenced_entity_name,
    d.referenced_id,
    0 AS referenced_minor_id
FROM tsql.dependencies AS d;

CREATE OR REPLACE VIEW sys.databases AS
SELECT
    tsql.db_name() AS name,
    5 AS database_id,
    140::smallint AS compatibility_level,
    'Latin1_General_CI_AS'::tsql.nvarchar AS collation_name,
    0::smallint::tsql.bit AS is_read_only,
    0::smallint AS state,
    'ONLINE'::tsql.nvarchar AS state_desc,
    1::smallint AS snapshot_isolation_state,
    1::smallint::tsql.bit AS is_read_committed_snapshot_on,
    1::smallint AS recovery_model,
    'FULL'::tsql.nvarchar AS recovery_model_desc,
    (SELECT p.create_date FROM tsql.principals AS p WHERE p.principal_id = 1) AS create_date;

CREATE OR REPLACE VIEW sys.data_spaces AS
SELECT
    'PRIMARY'::tsql.nvarchar AS name,
    1 AS data_space_id,
    'FG'::tsql.nvarchar AS type,
    'ROWS_FILEGROUP'::tsql.nvarchar AS type_desc,
    1::smallint::tsql.bit AS is_default;
CREATE OR REPLACE VIEW sys.filegroups AS
SELECT d.*, 0::smallint::tsql.bit AS is_read_only
FROM sys.data_spaces AS d;
-- Partitioning is accepted and not applied.
CREATE OR REPLACE VIEW sys.partition_functions AS
SELECT NULL::tsql.nvarchar AS name, NULL::integer AS function_id, NULL::integer AS fanout
WHERE false;
CREATE OR REPLACE VIEW sys.partition_schemes AS
SELECT NULL::tsql.nvarchar AS name, NULL::integer AS data_space_id, NULL::integer AS function_id
WHERE false;
CREATE OR REPLACE VIEW sys.partition_range_values AS
SELECT NULL::integer AS function_id, NULL::integer AS boundary_id, NULL::tsql.nvarchar AS value
WHERE false;
CREATE OR REPLACE VIEW sys.triggers AS
SELECT o.*, 0::smallint::tsql.bit AS is_disabled
FROM sys.objects AS o
WHERE rtrim(o.type::text) = 'TR';

CREATE OR REPLACE VIEW sys.dm_exec_sessions AS
SELECT
    a.pid AS session_id,
    a.backend_start AT TIME ZONE 'UTC' AS login_time,
    a.application_name::tsql.nvarchar AS program_name,
    a.usename::text::tsql.nvarchar AS login_name,
    CASE a.state WHEN 'active' THEN 'running' ELSE 'sleeping' END::tsql.nvarchar AS status,
    1::smallint::tsql.bit AS is_user_process
FROM pg_stat_activity AS a
WHERE a.backend_type = 'client backend';
