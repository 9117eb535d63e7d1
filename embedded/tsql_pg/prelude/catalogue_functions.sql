-- OBJECT_ID and the other functions over the catalogue. They see what the caller's transaction sees.

CREATE OR REPLACE FUNCTION tsql.schema_id(name tsql.nvarchar DEFAULT 'dbo') RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT s.schema_id FROM tsql.schemas AS s WHERE s.name OPERATOR(tsql.=) $1);
END
$$;
CREATE OR REPLACE FUNCTION tsql.schema_name(id integer DEFAULT 1) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT s.name FROM tsql.schemas AS s WHERE s.schema_id = id);
END
$$;

-- [database.]schema.object, or object in dbo; with a type only objects of that type. A name that begins with #
-- is a temporary table of this session: its id is negative.
CREATE OR REPLACE FUNCTION tsql.object_id(name tsql.nvarchar, type tsql.nvarchar DEFAULT '') RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    parts text[] := tsql.name_parts(name::text);
    n integer := cardinality(parts);
    wanted_schema integer;
BEGIN
    IF n IS NULL OR n > 3 OR type IS NULL THEN
        RETURN NULL;
    ELSIF left(parts[n], 1) = '#' THEN
        RETURN -to_regclass('pg_temp.' || quote_ident(lower(parts[n])))::oid::bigint;
    END IF;
    wanted_schema := tsql.schema_id(coalesce(nullif(parts[n - 1], ''), 'dbo')::tsql.nvarchar);
    RETURN (
        SELECT o.object_id
        FROM tsql.objects AS o
        WHERE o.schema_id = wanted_schema
            AND o.name OPERATOR(tsql.=) parts[n]::tsql.nvarchar
            AND o.type <> 'TT'
            AND ($2::text = '' OR o.type = upper(btrim($2::text))));
END
$$;
CREATE OR REPLACE FUNCTION tsql.object_name(id integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT o.name FROM tsql.objects AS o WHERE o.object_id = id);
END
$$;
CREATE OR REPLACE FUNCTION tsql.object_schema_name(id integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (
        SELECT s.name
        FROM tsql.objects AS o
        INNER JOIN tsql.schemas AS s
            ON s.schema_id = o.schema_id
        WHERE o.object_id = id);
END
$$;
CREATE OR REPLACE FUNCTION tsql.object_definition(id integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT m.definition::tsql.nvarchar FROM tsql.modules AS m WHERE m.object_id = id);
END
$$;

CREATE OR REPLACE FUNCTION tsql.type_id(name tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    parts text[] := tsql.name_parts(name::text);
    n integer := cardinality(parts);
    wanted_schema integer;
    result integer;
BEGIN
    IF n = 1 OR lower(parts[n - 1]) = 'sys' THEN
        SELECT t.user_type_id
        INTO result
        FROM tsql.system_types AS t
        WHERE t.name OPERATOR(tsql.=) parts[n]::tsql.nvarchar;
    END IF;
    IF result IS NULL THEN
        wanted_schema := tsql.schema_id(coalesce(nullif(parts[n - 1], ''), 'dbo')::tsql.nvarchar);
        SELECT o.object_id
        INTO result
        FROM tsql.objects AS o
        WHERE o.schema_id = wanted_schema
            AND o.name OPERATOR(tsql.=) parts[n]::tsql.nvarchar
            AND o.type = 'TT';
    END IF;
    RETURN result;
END
$$;
CREATE OR REPLACE FUNCTION tsql.type_name(id integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN coalesce(
        (SELECT t.name FROM tsql.system_types AS t WHERE t.user_type_id = id),
        (SELECT o.name FROM tsql.objects AS o WHERE o.object_id = id AND o.type = 'TT'));
END
$$;

CREATE OR REPLACE FUNCTION tsql.col_length(table_name tsql.nvarchar, column_name tsql.nvarchar) RETURNS smallint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    id integer := tsql.object_id(table_name);
BEGIN
    RETURN (
        SELECT c.max_length FROM tsql.columns AS c WHERE c.object_id = id AND c.name OPERATOR(tsql.=) column_name);
END
$$;
CREATE OR REPLACE FUNCTION tsql.col_name(id integer, column_number integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT c.name FROM tsql.columns AS c WHERE c.object_id = id AND c.column_id = column_number);
END
$$;
CREATE OR REPLACE FUNCTION tsql.columnproperty(id integer, column_name tsql.nvarchar, property tsql.nvarchar)
RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    c tsql.columns;
BEGIN
    SELECT * INTO c FROM tsql.columns AS k WHERE k.object_id = id AND k.name OPERATOR(tsql.=) column_name;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN CASE lower(property::text)
        WHEN 'allowsnull' THEN c.is_nullable::integer
        WHEN 'columnid' THEN c.column_id
        WHEN 'isidentity' THEN c.is_identity::integer
        WHEN 'iscomputed' THEN c.is_computed::integer
        WHEN 'precision' THEN c.precision
        WHEN 'scale' THEN c.scale
        WHEN 'charmaxlen' THEN
            CASE WHEN c.type_name LIKE 'n%' AND c.max_length > 0 THEN c.max_length / 2 ELSE c.max_length END
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.objectproperty(id integer, property tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    o tsql.objects;
BEGIN
    SELECT * INTO o FROM tsql.objects AS k WHERE k.object_id = id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN CASE lower(property::text)
        WHEN 'istable' THEN (o.type = 'U')::integer
        WHEN 'isusertable' THEN (o.type = 'U')::integer
        WHEN 'isview' THEN (o.type = 'V')::integer
        WHEN 'isprocedure' THEN (o.type = 'P')::integer
        WHEN 'istablefunction' THEN (o.type IN ('IF', 'TF'))::integer
        WHEN 'isinlinefunction' THEN (o.type = 'IF')::integer
        WHEN 'isscalarfunction' THEN (o.type = 'FN')::integer
        WHEN 'ismsshipped' THEN 0
        WHEN 'tablehasprimarykey' THEN
            (EXISTS (SELECT 1 FROM tsql.indexes AS i WHERE i.object_id = id AND i.is_primary_key))::integer
        WHEN 'tablehasclustindex' THEN
            (EXISTS (SELECT 1 FROM tsql.indexes AS i WHERE i.object_id = id AND i.type = 1))::integer
        WHEN 'tablehasidentity' THEN
            (EXISTS (SELECT 1 FROM tsql.columns AS c WHERE c.object_id = id AND c.is_identity))::integer
        WHEN 'execisquotedidenton' THEN
            (SELECT m.uses_quoted_identifier::integer FROM tsql.modules AS m WHERE m.object_id = id)
        WHEN 'execisansinullson' THEN (SELECT m.uses_ansi_nulls::integer FROM tsql.modules AS m WHERE m.object_id = id)
        WHEN 'isschemabound' THEN (SELECT m.is_schema_bound::integer FROM tsql.modules AS m WHERE m.object_id = id)
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.objectpropertyex(id integer, property tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    IF lower(property::text) = 'basetype' THEN
        RETURN (SELECT o.type::tsql.nvarchar FROM tsql.objects AS o WHERE o.object_id = id);
    ELSIF lower(property::text) = 'cardinality' THEN
        RETURN tsql.row_count(id)::text::tsql.nvarchar;
    END IF;
    RETURN tsql.objectproperty(id, property)::text::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.indexproperty(id integer, index_name tsql.nvarchar, property tsql.nvarchar)
RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    i tsql.indexes;
BEGIN
    SELECT * INTO i FROM tsql.indexes AS k WHERE k.object_id = id AND k.name OPERATOR(tsql.=) index_name;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN CASE lower(property::text)
        WHEN 'indexid' THEN i.index_id
        WHEN 'isunique' THEN i.is_unique::integer
        WHEN 'isclustered' THEN (i.type = 1)::integer
        WHEN 'isdisabled' THEN i.is_disabled::integer
        WHEN 'indexfillfactor' THEN i.fill_factor
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.index_col(table_name tsql.nvarchar, index_number integer, key_number integer)
RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    id integer := tsql.object_id(table_name);
BEGIN
    RETURN (
        SELECT c.name
        FROM tsql.index_columns AS k
        INNER JOIN tsql.columns AS c
            ON c.object_id = k.object_id
            AND c.column_id = k.column_id
        WHERE k.object_id = id
            AND k.index_id = index_number
            AND k.key_ordinal = key_number);
END
$$;

-- The last identity value given out, the seed before the first.
CREATE OR REPLACE FUNCTION tsql.ident_current(table_name tsql.nvarchar) RETURNS numeric
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    id integer := tsql.object_id(table_name);
BEGIN
    RETURN (
        SELECT coalesce(tsql.identity_last_value(c.object_id, c.column_id), c.seed_value)
        FROM tsql.columns AS c
        WHERE c.object_id = id
            AND c.is_identity);
END
$$;

CREATE OR REPLACE FUNCTION tsql.user_id(name tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT p.principal_id FROM tsql.principals AS p WHERE p.name OPERATOR(tsql.=) $1);
END
$$;
CREATE OR REPLACE FUNCTION tsql.user_name(id integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (SELECT p.name FROM tsql.principals AS p WHERE p.principal_id = id);
END
$$;

-- A principal with all the roles that it is in, directly or not, public included.
CREATE OR REPLACE FUNCTION tsql.principal_and_roles(principal integer) RETURNS integer[]
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
BEGIN
    RETURN (
        WITH RECURSIVE roles AS (
            SELECT principal AS id
            UNION
            SELECT m.role_principal_id
            FROM tsql.role_members AS m
            INNER JOIN roles
                ON roles.id = m.member_principal_id)
        SELECT array_agg(roles.id) || 0
        FROM roles);
END
$$;
-- 1 or 0, NULL for an unknown role. dbo is a member of db_owner.
CREATE OR REPLACE FUNCTION tsql.is_member(role tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER AS $$
DECLARE
    wanted integer := (
        SELECT p.principal_id FROM tsql.principals AS p WHERE p.name OPERATOR(tsql.=) role AND p.type = 'R');
    self integer := tsql.user_id(tsql.user_name());
BEGIN
    RETURN CASE
        WHEN wanted IS NULL THEN NULL
        WHEN self = 1 AND wanted = 16384 THEN 1
        ELSE (wanted = ANY (tsql.principal_and_roles(self)))::integer
    END;
END
$$;

-- Whether a principal has a permission on an object (or on its schema or the database): a denial wins.
CREATE OR REPLACE FUNCTION tsql.has_permission(principal integer, id integer, permission text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    everyone integer[] := tsql.principal_and_roles(principal);
    in_schema integer := (SELECT o.schema_id FROM tsql.objects AS o WHERE o.object_id = id);
    states "char"[];
BEGIN
    IF principal = 1 OR 16384 = ANY (everyone) THEN
        RETURN true;
    END IF;
    SELECT array_agg(p.state)
    INTO states
    FROM tsql.permissions AS p
    WHERE p.grantee_principal_id = ANY (everyone)
        AND p.permission_name IN (upper(permission), 'CONTROL')
        AND ((p.class IN (1, 6) AND p.major_id = id) OR (p.class = 3 AND p.major_id = in_schema) OR p.class = 0);
    IF 'D' = ANY (states) THEN
        RETURN false;
    END IF;
    RETURN states IS NOT NULL
        OR (upper(permission) = 'SELECT' AND 16390 = ANY (everyone))
        OR (upper(permission) IN ('INSERT', 'UPDATE', 'DELETE') AND 16391 = ANY (everyone));
END
$$;
CREATE OR REPLACE FUNCTION tsql.has_perms_by_name(
    securable tsql.nvarchar, class tsql.nvarchar, permission tsql.nvarchar)
RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    self integer := tsql.user_id(tsql.user_name());
    id integer;
BEGIN
    id := CASE upper(class::text)
        WHEN 'OBJECT' THEN tsql.object_id(securable)
        WHEN 'TYPE' THEN tsql.type_id(securable)
        WHEN 'DATABASE' THEN 0
        WHEN 'SCHEMA' THEN 0
    END;
    RETURN CASE WHEN id IS NOT NULL THEN tsql.has_permission(self, id, permission::text)::integer END;
END
$$;
