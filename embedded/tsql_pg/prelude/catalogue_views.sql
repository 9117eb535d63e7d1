-- sys.* views of objects, columns, types, parameters and modules.

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
    (SELECT coalesce(max(c.column_id), 0) FROM tsql.columns AS c WHERE c.object_id = o.object_id)
        AS max_column_id_used,
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

-- A view whose columns had other types cannot be replaced: it and the views over it are made anew.
DO $types$
BEGIN
    IF EXISTS (
        SELECT
        FROM pg_attribute
        WHERE attrelid = to_regclass('sys.types') AND attname = 'is_table_type'
            AND atttypid <> 'tsql.bit'::regtype)
    THEN
        DROP VIEW sys.types CASCADE;
    END IF;
END
$types$;
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
    o.name, 243, o.object_id, o.schema_id, NULL, -1, 0, 0, NULL, 0::smallint::tsql.bit, 1::smallint::tsql.bit,
    0::smallint::tsql.bit, 0, 0, 1::smallint::tsql.bit
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
    coalesce(c.collation_name, CASE WHEN t.has_collation THEN 'Latin1_General_CI_AS' END)::tsql.nvarchar
        AS collation_name,
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
FROM tsql.modules AS m
JOIN tsql.objects AS o ON o.object_id = m.object_id
WHERE o.type <> 'TT';
