-- What was declared in T-SQL, in its own spelling: the ground of the sys.* views and of name look-ups.

CREATE SEQUENCE tsql.object_ids AS integer START 100001;
CREATE SEQUENCE tsql.schema_ids AS integer START 5;
CREATE SEQUENCE tsql.principal_ids AS integer START 5;

CREATE TABLE tsql.principals (
    principal_id integer PRIMARY KEY DEFAULT nextval('tsql.principal_ids'),
    name tsql.nvarchar(128) NOT NULL UNIQUE,
    type "char" NOT NULL CHECK (type IN ('R', 'S', 'U', 'A')),
    pg_role text,
    is_fixed_role boolean NOT NULL DEFAULT false,
    create_date timestamp(3) NOT NULL DEFAULT clock_timestamp()::timestamp
);

CREATE TABLE tsql.schemas (
    schema_id integer PRIMARY KEY DEFAULT nextval('tsql.schema_ids'),
    name tsql.nvarchar(128) NOT NULL UNIQUE,
    principal_id integer NOT NULL DEFAULT 1 REFERENCES tsql.principals,
    pg_name text NOT NULL
);

CREATE TABLE tsql.objects (
    object_id integer PRIMARY KEY DEFAULT nextval('tsql.object_ids'),
    schema_id integer NOT NULL REFERENCES tsql.schemas,
    name tsql.nvarchar(128) NOT NULL,
    type text NOT NULL
        CHECK (type IN ('U', 'V', 'P', 'IF', 'TF', 'FN', 'SN', 'TT', 'PK', 'UQ', 'C', 'F', 'D', 'SO', 'TR')),
    parent_object_id integer REFERENCES tsql.objects ON DELETE CASCADE,
    pg_schema text,
    pg_name text,
    create_date timestamp(3) NOT NULL DEFAULT clock_timestamp()::timestamp,
    modify_date timestamp(3) NOT NULL DEFAULT clock_timestamp()::timestamp
);
-- A table type has its own name space beside that of the objects.
CREATE UNIQUE INDEX objects_name ON tsql.objects (schema_id, name) WHERE type <> 'TT';
CREATE UNIQUE INDEX objects_type_name ON tsql.objects (schema_id, name) WHERE type = 'TT';
CREATE INDEX objects_parent ON tsql.objects (parent_object_id) WHERE parent_object_id IS NOT NULL;
CREATE INDEX objects_pg_name ON tsql.objects (pg_schema, pg_name);

CREATE TABLE tsql.columns (
    object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    column_id integer NOT NULL,
    name tsql.nvarchar(128) NOT NULL,
    type_name text NOT NULL,
    max_length smallint NOT NULL DEFAULT 0,
    precision smallint NOT NULL DEFAULT 0,
    scale smallint NOT NULL DEFAULT 0,
    is_nullable boolean NOT NULL DEFAULT true,
    is_identity boolean NOT NULL DEFAULT false,
    seed_value bigint,
    increment_value bigint,
    is_computed boolean NOT NULL DEFAULT false,
    is_persisted boolean NOT NULL DEFAULT false,
    definition text,
    default_object_id integer,
    default_definition text,
    collation_name text,
    pg_name text,
    pg_type text,
    PRIMARY KEY (object_id, column_id)
);
CREATE UNIQUE INDEX columns_name ON tsql.columns (object_id, name);

CREATE TABLE tsql.parameters (
    object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    parameter_id integer NOT NULL,
    name tsql.nvarchar(128) NOT NULL,
    type_name text NOT NULL,
    table_type_id integer,
    max_length smallint NOT NULL DEFAULT 0,
    precision smallint NOT NULL DEFAULT 0,
    scale smallint NOT NULL DEFAULT 0,
    is_output boolean NOT NULL DEFAULT false,
    is_readonly boolean NOT NULL DEFAULT false,
    has_default boolean NOT NULL DEFAULT false,
    default_text text,
    PRIMARY KEY (object_id, parameter_id)
);

CREATE TABLE tsql.modules (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    definition text NOT NULL,
    definition_hash text NOT NULL,
    uses_ansi_nulls boolean NOT NULL DEFAULT true,
    uses_quoted_identifier boolean NOT NULL DEFAULT true,
    is_schema_bound boolean NOT NULL DEFAULT false,
    execute_as text,
    file text,
    first_line integer NOT NULL DEFAULT 1
);

CREATE TABLE tsql.indexes (
    object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    index_id integer NOT NULL,
    name tsql.nvarchar(128),
    type smallint NOT NULL,
    is_unique boolean NOT NULL DEFAULT false,
    is_primary_key boolean NOT NULL DEFAULT false,
    is_unique_constraint boolean NOT NULL DEFAULT false,
    has_filter boolean NOT NULL DEFAULT false,
    filter_definition text,
    fill_factor smallint NOT NULL DEFAULT 0,
    data_compression text NOT NULL DEFAULT 'NONE',
    is_disabled boolean NOT NULL DEFAULT false,
    pg_name text,
    PRIMARY KEY (object_id, index_id)
);
CREATE UNIQUE INDEX indexes_name ON tsql.indexes (object_id, name);

CREATE TABLE tsql.index_columns (
    object_id integer NOT NULL,
    index_id integer NOT NULL,
    index_column_id integer NOT NULL,
    column_id integer NOT NULL,
    key_ordinal smallint NOT NULL DEFAULT 0,
    is_descending_key boolean NOT NULL DEFAULT false,
    is_included_column boolean NOT NULL DEFAULT false,
    PRIMARY KEY (object_id, index_id, index_column_id),
    FOREIGN KEY (object_id, index_id) REFERENCES tsql.indexes ON DELETE CASCADE
);

CREATE TABLE tsql.key_constraints (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    parent_object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    index_id integer NOT NULL,
    is_system_named boolean NOT NULL DEFAULT false,
    pg_name text
);
CREATE INDEX key_constraints_parent ON tsql.key_constraints (parent_object_id);

CREATE TABLE tsql.foreign_keys (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    parent_object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    referenced_object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    delete_action smallint NOT NULL DEFAULT 0 CHECK (delete_action BETWEEN 0 AND 3),
    update_action smallint NOT NULL DEFAULT 0 CHECK (update_action BETWEEN 0 AND 3),
    is_disabled boolean NOT NULL DEFAULT false,
    is_not_trusted boolean NOT NULL DEFAULT false,
    is_system_named boolean NOT NULL DEFAULT false,
    pg_name text
);
CREATE INDEX foreign_keys_parent ON tsql.foreign_keys (parent_object_id);
CREATE INDEX foreign_keys_referenced ON tsql.foreign_keys (referenced_object_id);

CREATE TABLE tsql.foreign_key_columns (
    constraint_object_id integer NOT NULL REFERENCES tsql.foreign_keys ON DELETE CASCADE,
    constraint_column_id integer NOT NULL,
    parent_column_id integer NOT NULL,
    referenced_column_id integer NOT NULL,
    PRIMARY KEY (constraint_object_id, constraint_column_id)
);

CREATE TABLE tsql.check_constraints (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    parent_object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    parent_column_id integer NOT NULL DEFAULT 0,
    definition text NOT NULL,
    is_disabled boolean NOT NULL DEFAULT false,
    is_system_named boolean NOT NULL DEFAULT false,
    pg_name text
);
CREATE INDEX check_constraints_parent ON tsql.check_constraints (parent_object_id);

CREATE TABLE tsql.default_constraints (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    parent_object_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    parent_column_id integer NOT NULL,
    definition text NOT NULL,
    is_system_named boolean NOT NULL DEFAULT false
);
CREATE INDEX default_constraints_parent ON tsql.default_constraints (parent_object_id);

CREATE TABLE tsql.extended_properties (
    class smallint NOT NULL,
    major_id integer NOT NULL,
    minor_id integer NOT NULL,
    name tsql.nvarchar(128) NOT NULL,
    value text,
    PRIMARY KEY (class, major_id, minor_id, name)
);

CREATE TABLE tsql.synonyms (
    object_id integer PRIMARY KEY REFERENCES tsql.objects ON DELETE CASCADE,
    base_object_name text NOT NULL
);

CREATE TABLE tsql.role_members (
    role_principal_id integer NOT NULL REFERENCES tsql.principals ON DELETE CASCADE,
    member_principal_id integer NOT NULL REFERENCES tsql.principals ON DELETE CASCADE,
    PRIMARY KEY (role_principal_id, member_principal_id)
);

-- class: 0 database, 1 object or column, 3 schema, 6 type, as in sys.database_permissions.
CREATE TABLE tsql.permissions (
    class smallint NOT NULL,
    major_id integer NOT NULL,
    minor_id integer NOT NULL DEFAULT 0,
    grantee_principal_id integer NOT NULL REFERENCES tsql.principals ON DELETE CASCADE,
    grantor_principal_id integer NOT NULL DEFAULT 1 REFERENCES tsql.principals ON DELETE CASCADE,
    permission_name text NOT NULL,
    state "char" NOT NULL DEFAULT 'G' CHECK (state IN ('G', 'D', 'W')),
    PRIMARY KEY (class, major_id, minor_id, grantee_principal_id, permission_name)
);

CREATE TABLE tsql.dependencies (
    referencing_id integer NOT NULL REFERENCES tsql.objects ON DELETE CASCADE,
    referenced_schema_name tsql.nvarchar(128) NOT NULL DEFAULT '',
    referenced_entity_name tsql.nvarchar(128) NOT NULL,
    referenced_id integer,
    PRIMARY KEY (referencing_id, referenced_schema_name, referenced_entity_name)
);

-- Constructs that were accepted without effect.
CREATE TABLE tsql.not_enforced (
    construct text NOT NULL,
    object_name text NOT NULL DEFAULT '',
    file text NOT NULL DEFAULT '',
    line integer NOT NULL DEFAULT 0,
    detail text NOT NULL DEFAULT '',
    PRIMARY KEY (construct, object_name)
);

-- The catalogue's version: one row per transaction that changed the catalogue, counted. A single counter
-- would make such transactions wait for one another, a sequence would tell of changes before their commit.
CREATE TABLE tsql.catalogue_changes (
    transaction_id xid8 PRIMARY KEY
);

CREATE FUNCTION tsql.note_catalogue_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO tsql.catalogue_changes (transaction_id)
    VALUES (pg_current_xact_id())
    ON CONFLICT (transaction_id) DO NOTHING;
    RETURN NULL;
END
$$;

DO $triggers$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY[
        'principals', 'schemas', 'objects', 'columns', 'parameters', 'modules', 'indexes', 'index_columns',
        'key_constraints', 'foreign_keys', 'foreign_key_columns', 'check_constraints', 'default_constraints',
        'synonyms', 'role_members', 'permissions']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER note_catalogue_change
             AFTER INSERT OR UPDATE OR DELETE ON tsql.%I
             FOR EACH STATEMENT EXECUTE FUNCTION tsql.note_catalogue_change()',
            table_name);
    END LOOP;
END
$triggers$;

INSERT INTO tsql.principals (principal_id, name, type, pg_role, is_fixed_role)
VALUES
    (0, 'public', 'R', 'public', false),
    (1, 'dbo', 'S', NULL, false),
    (2, 'guest', 'S', NULL, false),
    (3, 'INFORMATION_SCHEMA', 'S', NULL, false),
    (4, 'sys', 'S', NULL, false),
    (16384, 'db_owner', 'R', NULL, true),
    (16385, 'db_accessadmin', 'R', NULL, true),
    (16386, 'db_securityadmin', 'R', NULL, true),
    (16387, 'db_ddladmin', 'R', NULL, true),
    (16389, 'db_backupoperator', 'R', NULL, true),
    (16390, 'db_datareader', 'R', NULL, true),
    (16391, 'db_datawriter', 'R', NULL, true);

INSERT INTO tsql.schemas (schema_id, name, principal_id, pg_name)
VALUES
    (1, 'dbo', 1, 'dbo'),
    (2, 'guest', 2, 'guest'),
    (3, 'INFORMATION_SCHEMA', 3, 'information_schema_tsql'),
    (4, 'sys', 4, 'sys');

-- SQL Server's own types, with the ids, lengths and precisions of sys.types.
CREATE TABLE tsql.system_types (
    system_type_id smallint NOT NULL,
    user_type_id integer PRIMARY KEY,
    name tsql.nvarchar(128) NOT NULL UNIQUE,
    max_length smallint NOT NULL,
    precision smallint NOT NULL,
    scale smallint NOT NULL,
    has_collation boolean NOT NULL
);
INSERT INTO tsql.system_types (system_type_id, user_type_id, name, max_length, precision, scale, has_collation)
VALUES
    (36, 36, 'uniqueidentifier', 16, 0, 0, false),
    (40, 40, 'date', 3, 10, 0, false),
    (41, 41, 'time', 5, 16, 7, false),
    (42, 42, 'datetime2', 8, 27, 7, false),
    (43, 43, 'datetimeoffset', 10, 34, 7, false),
    (48, 48, 'tinyint', 1, 3, 0, false),
    (52, 52, 'smallint', 2, 5, 0, false),
    (56, 56, 'int', 4, 10, 0, false),
    (58, 58, 'smalldatetime', 4, 16, 0, false),
    (59, 59, 'real', 4, 24, 0, false),
    (60, 60, 'money', 8, 19, 4, false),
    (61, 61, 'datetime', 8, 23, 3, false),
    (62, 62, 'float', 8, 53, 0, false),
    (98, 98, 'sql_variant', 8016, 0, 0, false),
    (104, 104, 'bit', 1, 1, 0, false),
    (106, 106, 'decimal', 17, 38, 38, false),
    (108, 108, 'numeric', 17, 38, 38, false),
    (127, 127, 'bigint', 8, 19, 0, false),
    (165, 165, 'varbinary', 8000, 0, 0, false),
    (167, 167, 'varchar', 8000, 0, 0, true),
    (173, 173, 'binary', 8000, 0, 0, false),
    (175, 175, 'char', 8000, 0, 0, true),
    (189, 189, 'timestamp', 8, 0, 0, false),
    (231, 231, 'nvarchar', 8000, 0, 0, true),
    (231, 256, 'sysname', 256, 0, 0, true),
    (239, 239, 'nchar', 8000, 0, 0, true),
    (241, 241, 'xml', -1, 0, 0, false);
