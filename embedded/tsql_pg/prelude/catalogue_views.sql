-- The sys.* and INFORMATION_SCHEMA views over the catalogue tables.

CREATE OR REPLACE FUNCTION tsql.to_bit(value boolean) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::integer::smallint;

CREATE OR REPLACE FUNCTION tsql.catalogue_version() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
RETURN (SELECT count(*) FROM tsql.catalogue_changes);

-- Exact, at the cost of a scan; 0 for what has no rows of its own.
CREATE OR REPLACE FUNCTION tsql.row_count(id integer) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    place record;
    result bigint := 0;
BEGIN
    SELECT o.pg_schema, o.pg_name INTO place FROM tsql.objects AS o WHERE o.object_id = id AND o.type = 'U';
    IF FOUND AND to_regclass(format('%I.%I', place.pg_schema, place.pg_name)) IS NOT NULL THEN
        EXECUTE format('SELECT count(*) FROM %I.%I', place.pg_schema, place.pg_name) INTO result;
    END IF;
    RETURN result;
END
$$;
CREATE OR REPLACE FUNCTION tsql.page_count(id integer) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    place record;
BEGIN
    SELECT o.pg_schema, o.pg_name INTO place FROM tsql.objects AS o WHERE o.object_id = id AND o.type = 'U';
    RETURN coalesce(pg_total_relation_size(to_regclass(format('%I.%I', place.pg_schema, place.pg_name))) / 8192, 0);
END
$$;

CREATE OR REPLACE FUNCTION tsql.type_description(type text) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE type
    WHEN 'U' THEN 'USER_TABLE'
    WHEN 'V' THEN 'VIEW'
    WHEN 'P' THEN 'SQL_STORED_PROCEDURE'
    WHEN 'IF' THEN 'SQL_INLINE_TABLE_VALUED_FUNCTION'
    WHEN 'TF' THEN 'SQL_TABLE_VALUED_FUNCTION'
    WHEN 'FN' THEN 'SQL_SCALAR_FUNCTION'
    WHEN 'SN' THEN 'SYNONYM'
    WHEN 'TT' THEN 'TYPE_TABLE'
    WHEN 'PK' THEN 'PRIMARY_KEY_CONSTRAINT'
    WHEN 'UQ' THEN 'UNIQUE_CONSTRAINT'
    WHEN 'C' THEN 'CHECK_CONSTRAINT'
    WHEN 'F' THEN 'FOREIGN_KEY_CONSTRAINT'
    WHEN 'D' THEN 'DEFAULT_CONSTRAINT'
    WHEN 'SO' THEN 'SEQUENCE_OBJECT'
    WHEN 'TR' THEN 'SQL_TRIGGER'
END::tsql.nvarchar;

CREATE OR REPLACE VIEW sys.objects AS
SELECT
    o.name,
    o.object_id,
    NULL::integer AS principal_id,
    o.schema_id,
    coalesce(o.parent_object_id, 0) AS parent_object_id,
    rpad(o.type, 2)::tsql.nvarchar AS type,
    tsql.type_description(o.type) AS type_desc,
    o.create_date,
    o.modify_date,
    0::smallint::tsql.bit AS is_ms_shipped,
    0::smallint::tsql.bit AS is_published,
    0::smallint::tsql.bit AS is_schema_published
FROM tsql.objects AS o;
CREATE OR REPLACE VIEW sys.all_objects AS
SELECT * FROM sys.objects;

CREATE OR REPLACE VIEW sys.tables AS
SELECT
    o.*,
    1 AS lob_data_space_id,
    (SELECT coalesce(max(c.column_id), 0) FROM tsql.columns AS c WHERE c.object_id = o.object_id) AS max_column_id_used,
    0::smallint::tsql.bit AS lock_on_bulk_load,
    1::smallint::tsql.bit AS uses_ansi_nulls,
    0::smallint AS lock_escalation,
    'TABLE'::tsql.nvarchar AS lock_escalation_desc,
    0::smallint::tsql.bit AS is_memory_optimized,
    0::smallint AS temporal_type,
    0::smallint::tsql.bit AS is_external
FROM sys.objects AS o
WHERE rtrim(o.type::text) = 'U';

CREATE OR REPLACE VIEW sys.views AS
SELECT o.*, 0::smallint::tsql.bit AS with_check_option, 0::smallint::tsql.bit AS is_date_correlation_view
FROM sys.objects AS o
WHERE rtrim(o.type::text) = 'V';

CREATE OR REPLACE VIEW sys.procedures AS
SELECT o.*, 0::smallint::tsql.bit AS is_auto_executed
FROM sys.objects AS o
WHERE rtrim(o.type::text) = 'P';

CREATE OR REPLACE VIEW sys.schemas AS
SELECT s.name, s.schema_id, s.principal_id
FROM tsql.schemas AS s;

CREATE OR REPLACE VIEW sys.types AS
SELECT
    t.name,
    t.system_type_id,
    t.user_type_id,
    4 AS schema_id,
    NULL::integer AS principal_id,
    t.max_length,
    t.precision,
    t.scale,
    CASE WHEN t.has_collation THEN 'Latin1_General_CI_AS'::tsql.nvarchar END AS collation_name,
    CASE WHEN t.name::text = 'sysname' THEN 0 ELSE 1 END::smallint::tsql.bit AS is_nullable,
    0::smallint::tsql.bit AS is_user_defined,
    0::smallint::tsql.bit AS is_assembly_type,
    0 AS default_object_id,
    0 AS rule_object_id,
    0::smallint::tsql.bit AS is_table_type
FROM tsql.system_types AS t
UNION ALL
SELECT
    o.name, 243, o.object_id, o.schema_id, NULL, -1, 0, 0, NULL, 0::smallint, 1::smallint, 0::smallint, 0, 0, 1::smallint
FROM tsql.objects AS o
WHERE o.type = 'TT';

CREATE OR REPLACE VIEW sys.table_types AS
SELECT t.*, t.user_type_id AS type_table_object_id, 0::smallint::tsql.bit AS is_memory_optimized
FROM sys.types AS t
WHERE t.is_table_type = 1;

CREATE OR REPLACE VIEW sys.columns AS
SELECT
    c.object_id,
    c.name,
    c.column_id,
    t.system_type_id,
    t.user_type_id,
    c.max_length,
    c.precision,
    c.scale,
    coalesce(c.collation_name, CASE WHEN t.has_collation THEN 'Latin1_General_CI_AS' END)::tsql.nvarchar AS collation_name,
    tsql.to_bit(c.is_nullable)::tsql.bit AS is_nullable,
    1::smallint::tsql.bit AS is_ansi_padded,
    0::smallint::tsql.bit AS is_rowguidcol,
    tsql.to_bit(c.is_identity)::tsql.bit AS is_identity,
    tsql.to_bit(c.is_computed)::tsql.bit AS is_computed,
    0::smallint::tsql.bit AS is_filestream,
    0::smallint::tsql.bit AS is_sparse,
    coalesce(c.default_object_id, 0) AS default_object_id,
    0 AS rule_object_id,
    0::smallint::tsql.bit AS is_hidden
FROM tsql.columns AS c
LEFT JOIN tsql.system_types AS t
    ON t.name = c.type_name::tsql.nvarchar;
CREATE OR REPLACE VIEW sys.all_columns AS
SELECT * FROM sys.columns;

CREATE OR REPLACE VIEW sys.computed_columns AS
SELECT
    v.*,
    c.definition::tsql.nvarchar AS definition,
    tsql.to_bit(c.is_persisted)::tsql.bit AS is_persisted
FROM sys.columns AS v
INNER JOIN tsql.columns AS c
    ON c.object_id = v.object_id
    AND c.column_id = v.column_id
WHERE c.is_computed;

CREATE OR REPLACE FUNCTION tsql.identity_last_value(id integer, column_number integer) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    place record;
    sequence_name text;
BEGIN
    SELECT o.pg_schema, o.pg_name, c.pg_name AS column_name
    INTO place
    FROM tsql.objects AS o
    INNER JOIN tsql.columns AS c
        ON c.object_id = o.object_id
    WHERE o.object_id = id
        AND c.column_id = column_number
        AND c.is_identity;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    sequence_name := pg_get_serial_sequence(format('%I.%I', place.pg_schema, place.pg_name), place.column_name);
    RETURN pg_sequence_last_value(sequence_name::regclass);
END
$$;
CREATE OR REPLACE VIEW sys.identity_columns AS
SELECT
    v.*,
    c.seed_value,
    c.increment_value,
    tsql.identity_last_value(c.object_id, c.column_id) AS last_value,
    0::smallint::tsql.bit AS is_not_for_replication
FROM sys.columns AS v
INNER JOIN tsql.columns AS c
    ON c.object_id = v.object_id
    AND c.column_id = v.column_id
WHERE c.is_identity;

CREATE OR REPLACE VIEW sys.parameters AS
SELECT
    p.object_id,
    p.name,
    p.parameter_id,
    coalesce(t.system_type_id, 243::smallint) AS system_type_id,
    coalesce(p.table_type_id, t.user_type_id) AS user_type_id,
    p.max_length,
    p.precision,
    p.scale,
    tsql.to_bit(p.is_output)::tsql.bit AS is_output,
    tsql.to_bit(p.has_default)::tsql.bit AS has_default_value,
    p.default_text::tsql.nvarchar AS default_value,
    tsql.to_bit(p.is_readonly)::tsql.bit AS is_readonly,
    1::smallint::tsql.bit AS is_nullable
FROM tsql.parameters AS p
LEFT JOIN tsql.system_types AS t
    ON t.name = p.type_name::tsql.nvarchar
    AND p.table_type_id IS NULL;

CREATE OR REPLACE VIEW sys.sql_modules AS
SELECT
    m.object_id,
    m.definition::tsql.nvarchar AS definition,
    tsql.to_bit(m.uses_ansi_nulls)::tsql.bit AS uses_ansi_nulls,
    tsql.to_bit(m.uses_quoted_identifier)::tsql.bit AS uses_quoted_identifier,
    tsql.to_bit(m.is_schema_bound)::tsql.bit AS is_schema_bound,
    0::smallint::tsql.bit AS uses_database_collation,
    0::smallint::tsql.bit AS is_recompiled,
    0::smallint::tsql.bit AS null_on_null_input,
    CASE upper(m.execute_as) WHEN 'OWNER' THEN -2 WHEN 'SELF' THEN 1 END AS execute_as_principal_id
FROM tsql.modules AS m;

CREATE OR REPLACE VIEW sys.indexes AS
SELECT
    i.object_id,
    i.name,
    i.index_id,
    i.type,
    CASE i.type
        WHEN 0 THEN 'HEAP'
        WHEN 1 THEN 'CLUSTERED'
        WHEN 2 THEN 'NONCLUSTERED'
        WHEN 5 THEN 'CLUSTERED COLUMNSTORE'
        WHEN 6 THEN 'NONCLUSTERED COLUMNSTORE'
    END::tsql.nvarchar AS type_desc,
    tsql.to_bit(i.is_unique)::tsql.bit AS is_unique,
    1 AS data_space_id,
    0::smallint::tsql.bit AS ignore_dup_key,
    tsql.to_bit(i.is_primary_key)::tsql.bit AS is_primary_key,
    tsql.to_bit(i.is_unique_constraint)::tsql.bit AS is_unique_constraint,
    i.fill_factor,
    0::smallint::tsql.bit AS is_padded,
    tsql.to_bit(i.is_disabled)::tsql.bit AS is_disabled,
    0::smallint::tsql.bit AS is_hypothetical,
    1::smallint::tsql.bit AS allow_row_locks,
    1::smallint::tsql.bit AS allow_page_locks,
    tsql.to_bit(i.has_filter)::tsql.bit AS has_filter,
    i.filter_definition::tsql.nvarchar AS filter_definition
FROM tsql.indexes AS i;

CREATE OR REPLACE VIEW sys.index_columns AS
SELECT
    c.object_id,
    c.index_id,
    c.index_column_id,
    c.column_id,
    c.key_ordinal,
    0::smallint AS partition_ordinal,
    tsql.to_bit(c.is_descending_key)::tsql.bit AS is_descending_key,
    tsql.to_bit(c.is_included_column)::tsql.bit AS is_included_column
FROM tsql.index_columns AS c;

CREATE OR REPLACE VIEW sys.key_constraints AS
SELECT
    o.*,
    k.index_id AS unique_index_id,
    tsql.to_bit(k.is_system_named)::tsql.bit AS is_system_named
FROM sys.objects AS o
INNER JOIN tsql.key_constraints AS k
    ON k.object_id = o.object_id;

CREATE OR REPLACE FUNCTION tsql.referential_action(action smallint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['NO_ACTION', 'CASCADE', 'SET_NULL', 'SET_DEFAULT'])[action + 1]::tsql.nvarchar;

CREATE OR REPLACE VIEW sys.foreign_keys AS
SELECT
    o.*,
    k.referenced_object_id,
    1 AS key_index_id,
    tsql.to_bit(k.is_disabled)::tsql.bit AS is_disabled,
    0::smallint::tsql.bit AS is_not_for_replication,
    tsql.to_bit(k.is_not_trusted)::tsql.bit AS is_not_trusted,
    k.delete_action AS delete_referential_action,
    tsql.referential_action(k.delete_action) AS delete_referential_action_desc,
    k.update_action AS update_referential_action,
    tsql.referential_action(k.update_action) AS update_referential_action_desc,
    tsql.to_bit(k.is_system_named)::tsql.bit AS is_system_named
FROM sys.objects AS o
INNER JOIN tsql.foreign_keys AS k
    ON k.object_id = o.object_id;

CREATE OR REPLACE VIEW sys.foreign_key_columns AS
SELECT
    c.constraint_object_id,
    c.constraint_column_id,
    k.parent_object_id,
    c.parent_column_id,
    k.referenced_object_id,
    c.referenced_column_id
FROM tsql.foreign_key_columns AS c
INNER JOIN tsql.foreign_keys AS k
    ON k.object_id = c.constraint_object_id;

CREATE OR REPLACE VIEW sys.check_constraints AS
SELECT
    o.*,
    tsql.to_bit(k.is_disabled)::tsql.bit AS is_disabled,
    0::smallint::tsql.bit AS is_not_trusted,
    k.parent_column_id,
    k.definition::tsql.nvarchar AS definition,
    tsql.to_bit(k.is_system_named)::tsql.bit AS is_system_named
FROM sys.objects AS o
INNER JOIN tsql.check_constraints AS k
    ON k.object_id = o.object_id;

CREATE OR REPLACE VIEW sys.default_constraints AS
SELECT
    o.*,
    k.parent_column_id,
    k.definition::tsql.nvarchar AS definition,
    tsql.to_bit(k.is_system_named)::tsql.bit AS is_system_named
FROM sys.objects AS o
INNER JOIN tsql.default_constraints AS k
    ON k.object_id = o.object_id;

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
