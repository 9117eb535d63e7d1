-- sys.* views of indexes and constraints.

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
