-- JSON as text: what FOR JSON and STRING_ESCAPE write.

-- SQL Server escapes the quote, the backslash, the solidus and the control characters.
CREATE OR REPLACE FUNCTION tsql.json_escaped(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result text;
    code integer;
BEGIN
    IF value !~ '["\\/\u0001-\u001f]' THEN
        RETURN value;
    END IF;
    result := replace(replace(replace(value, '\', '\\'), '"', '\"'), '/', '\/');
    result := replace(replace(replace(result, E'\b', '\b'), E'\f', '\f'), E'\n', '\n');
    result := replace(replace(result, E'\r', '\r'), E'\t', '\t');
    IF result ~ '[\u0001-\u001f]' THEN
        FOR code IN 1 .. 31 LOOP
            result := replace(result, chr(code), '\u' || lpad(to_hex(code), 4, '0'));
        END LOOP;
    END IF;
    RETURN result;
END
$$;

-- One value as JSON text; NULL stays NULL.
CREATE OR REPLACE FUNCTION tsql.json_text(value tsql.nvarchar) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || tsql.json_escaped(value::text) || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;
CREATE OR REPLACE FUNCTION tsql.json_text(value integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;
CREATE OR REPLACE FUNCTION tsql.json_text(value bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;
CREATE OR REPLACE FUNCTION tsql.json_text(value numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;
CREATE OR REPLACE FUNCTION tsql.json_text(value boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;
-- float shows sixteen digits in scientific form (style 2), real eight.
CREATE OR REPLACE FUNCTION tsql.json_text(value double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.scientific(value, 15);
CREATE OR REPLACE FUNCTION tsql.json_text(value real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.scientific(value::double precision, 7);
CREATE OR REPLACE FUNCTION tsql.json_text(value timestamp, scale integer DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || tsql.to_nvarchar(value, 126, scale)::text || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || to_char(value, 'YYYY-MM-DD') || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value time, scale integer DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || tsql.to_nvarchar(value, 121, scale)::text || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value timestamptz, scale integer DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || tsql.to_nvarchar(value, 126, scale)::text || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || upper(value::text) || '"';
CREATE OR REPLACE FUNCTION tsql.json_text(value bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '"' || replace(encode(value, 'base64'), E'\n', '') || '"';
-- A bit column; the type itself is a domain and cannot be told from smallint.
CREATE OR REPLACE FUNCTION tsql.json_bit(value smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE value WHEN 0 THEN 'false' WHEN 1 THEN 'true' END;
-- Text that is JSON already (JSON_QUERY, nested FOR JSON).
CREATE OR REPLACE FUNCTION tsql.json_raw(value tsql.nvarchar) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text;

-- One object from names and JSON texts. A dotted name nests ("a.b" inside "a"); NULL values are left out unless
-- include_nulls. Nested names must stand together: error 13601 otherwise.
CREATE OR REPLACE FUNCTION tsql.json_object_path(names text[], json_values text[], include_nulls boolean)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    result text := '{';
    open_path text[] := ARRAY[]::text[];
    closed_paths text[] := ARRAY[]::text[];
    path text[];
    needs_comma boolean := false;
    common integer;
    i integer;
    j integer;
BEGIN
    FOR i IN 1 .. cardinality(names) LOOP
        CONTINUE WHEN json_values[i] IS NULL AND NOT include_nulls;
        path := string_to_array(names[i], '.');
        common := 0;
        WHILE common < cardinality(open_path) AND common < cardinality(path) - 1
            AND open_path[common + 1] = path[common + 1] LOOP
            common := common + 1;
        END LOOP;
        FOR j IN REVERSE cardinality(open_path) .. common + 1 LOOP
            result := result || '}';
            closed_paths := closed_paths || array_to_string(open_path[1:j], '.');
            needs_comma := true;
        END LOOP;
        open_path := open_path[1:common];
        FOR j IN common + 1 .. cardinality(path) - 1 LOOP
            open_path := open_path || path[j];
            IF array_to_string(open_path, '.') = ANY (closed_paths) THEN
                PERFORM tsql.raise_error(13601, format(
                    'Property ''%s'' cannot be generated in JSON output due to a conflict with another column name '
                    'or alias. Use different names and aliases for each column in SELECT list.', names[i]), 16, 1);
            END IF;
            result := result || CASE WHEN needs_comma THEN ',' ELSE '' END || '"' || tsql.json_escaped(path[j]) || '":{';
            needs_comma := false;
        END LOOP;
        result := result || CASE WHEN needs_comma THEN ',' ELSE '' END
            || '"' || tsql.json_escaped(path[cardinality(path)]) || '":' || coalesce(json_values[i], 'null');
        needs_comma := true;
    END LOOP;
    RETURN result || repeat('}', cardinality(open_path)) || '}';
END
$$;

CREATE OR REPLACE FUNCTION tsql.text_to_nvarchar(state text) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN state::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.json_array_step(state text, item text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state IS NULL THEN item ELSE state || ',' || item END;
CREATE OR REPLACE FUNCTION tsql.json_array_final(state text) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ('[' || state || ']')::tsql.nvarchar;
CREATE OR REPLACE AGGREGATE tsql.json_array(text) (
    SFUNC = tsql.json_array_step, STYPE = text, FINALFUNC = tsql.json_array_final, PARALLEL = SAFE);
-- WITHOUT_ARRAY_WRAPPER: the objects alone.
CREATE OR REPLACE AGGREGATE tsql.json_objects(text) (
    SFUNC = tsql.json_array_step, STYPE = text, FINALFUNC = tsql.text_to_nvarchar, PARALLEL = SAFE);
