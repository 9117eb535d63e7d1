-- JSON_VALUE, JSON_QUERY, JSON_MODIFY, ISJSON and OPENJSON.
--
-- A document is read as PostgreSQL's json (not jsonb), which keeps the order and spelling of its members.

-- The steps of a path such as 'lax $.a."b c"[0]': lax or strict first, then member names and [n]; NULL when
-- ill-formed.
CREATE OR REPLACE FUNCTION tsql.json_path(path text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    rest text := btrim(path);
    steps text[];
    found text[];
BEGIN
    found := regexp_match(rest, '^(?:(lax|strict)\s+)?\$(.*)$');
    IF found IS NULL THEN
        RETURN NULL;
    END IF;
    steps := ARRAY[coalesce(found[1], 'lax')];
    rest := found[2];
    WHILE rest <> '' LOOP
        found := regexp_match(rest, '^\s*(?:\.\s*([A-Za-z_$][\w$]*)|\.\s*"((?:[^"\\]|\\.)*)"|\[\s*(\d+)\s*\])(.*)$');
        IF found IS NULL THEN
            RETURN NULL;
        END IF;
        steps := steps || coalesce('.' || found[1], '.' || replace(replace(found[2], '\"', '"'), '\\', '\'), found[3]);
        rest := found[4];
    END LOOP;
    RETURN steps;
END
$$;

CREATE OR REPLACE FUNCTION tsql.raise_json_error(document text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tsql.raise_error(13609, format(
        'JSON text is not properly formatted. Unexpected character ''%s'' is found at position %s.',
        left(btrim(document), 1), char_length(document) - char_length(ltrim(document))), 16, 4);
END
$$;

-- The document as json, error 13609 when it is none.
CREATE OR REPLACE FUNCTION tsql.json_document(document text) RETURNS json
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF NOT pg_input_is_valid(document, 'json') THEN
        PERFORM tsql.raise_json_error(document);
    END IF;
    RETURN document::json;
END
$$;

-- What stands at the path, or NULL; member names are case-sensitive. Of equal members the first counts.
CREATE OR REPLACE FUNCTION tsql.json_walk(item json, steps text[]) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    step text;
    is_member boolean;
BEGIN
    FOREACH step IN ARRAY steps[2:] LOOP
        is_member := left(step, 1) = '.';
        item := CASE
            WHEN is_member AND json_typeof(item) = 'object' THEN item -> substr(step, 2)
            WHEN NOT is_member AND json_typeof(item) = 'array' THEN item -> step::integer
        END;
        IF item IS NULL THEN
            IF steps[1] = 'strict' THEN
                PERFORM tsql.raise_error(13608, 'Property cannot be found on the specified JSON path.', 16, 2);
            END IF;
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN item;
END
$$;

CREATE OR REPLACE FUNCTION tsql.json_steps(path text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    steps text[] := tsql.json_path(path);
BEGIN
    IF steps IS NULL THEN
        PERFORM tsql.raise_error(13607, format(
            'JSON path is not properly formatted. Unexpected character is found in ''%s''.', path), 16, 4);
    END IF;
    RETURN steps;
END
$$;

CREATE OR REPLACE FUNCTION tsql.json_value(document tsql.nvarchar, path tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    steps text[] := tsql.json_steps(path::text);
    item json := tsql.json_walk(tsql.json_document(document::text), steps);
BEGIN
    IF json_typeof(item) IN ('object', 'array') THEN
        IF steps[1] = 'strict' THEN
            PERFORM tsql.raise_error(13623, 'Scalar value cannot be found in the specified JSON path.', 16, 2);
        END IF;
        RETURN NULL;
    ELSIF char_length(item #>> '{}') > 4000 THEN
        IF steps[1] = 'strict' THEN
            PERFORM tsql.raise_error(13625, 'String value in the specified JSON path would be truncated.', 16, 1);
        END IF;
        RETURN NULL;
    END IF;
    RETURN (item #>> '{}')::tsql.nvarchar;
END
$$;

CREATE OR REPLACE FUNCTION tsql.json_query(document tsql.nvarchar, path tsql.nvarchar DEFAULT '$')
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    steps text[] := tsql.json_steps(path::text);
    item json := tsql.json_walk(tsql.json_document(document::text), steps);
BEGIN
    IF item IS NULL OR json_typeof(item) NOT IN ('object', 'array') THEN
        IF steps[1] = 'strict' THEN
            PERFORM tsql.raise_error(13624, 'Object or array cannot be found in the specified JSON path.', 16, 2);
        END IF;
        RETURN NULL;
    END IF;
    RETURN btrim(item::text)::tsql.nvarchar;
END
$$;

-- SQL Server 2017 takes objects and arrays alone for JSON.
CREATE OR REPLACE FUNCTION tsql.isjson(document tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN (document::text ~ '^\s*[{[]' AND pg_input_is_valid(document::text, 'json'))::integer;
END
$$;

-- type: 0 null, 1 string, 2 number, 3 true or false, 4 array, 5 object.
CREATE OR REPLACE FUNCTION tsql.json_type(item json) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_position(ARRAY['null', 'string', 'number', 'boolean', 'array', 'object'], json_typeof(item)) - 1;

CREATE OR REPLACE FUNCTION tsql.json_container(document text, path text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    steps text[] := tsql.json_steps(coalesce(path, '$'));
    item json;
BEGIN
    IF document IS NULL THEN
        RETURN NULL;
    ELSIF document !~ '^\s*[{[]' THEN
        PERFORM tsql.raise_json_error(document);
    END IF;
    item := tsql.json_walk(tsql.json_document(document), steps);
    IF json_typeof(item) IN ('object', 'array') THEN
        RETURN item;
    ELSIF steps[1] = 'strict' THEN
        PERFORM tsql.raise_error(13611, 'Value referenced by JSON path is not an array or object.', 16, 1);
    END IF;
    RETURN NULL;
END
$$;

-- OPENJSON without WITH: one row per member or element.
CREATE OR REPLACE FUNCTION tsql.openjson(document tsql.nvarchar, path tsql.nvarchar DEFAULT '$')
RETURNS TABLE (key tsql.nvarchar, value tsql.nvarchar, type integer)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
DECLARE
    item json := tsql.json_container(document::text, path::text);
BEGIN
    IF json_typeof(item) = 'array' THEN
        RETURN QUERY
        SELECT (number - 1)::text::tsql.nvarchar, (element #>> '{}')::tsql.nvarchar, tsql.json_type(element)
        FROM json_array_elements(item) WITH ORDINALITY AS elements (element, number);
    ELSIF item IS NOT NULL THEN
        RETURN QUERY
        SELECT name::tsql.nvarchar, (member #>> '{}')::tsql.nvarchar, tsql.json_type(member)
        FROM json_each(item) AS members (name, member);
    END IF;
END
$$;

-- OPENJSON ... WITH: the rows, from which json_cell picks the columns. An object is a single row.
CREATE OR REPLACE FUNCTION tsql.openjson_rows(document tsql.nvarchar, path tsql.nvarchar DEFAULT '$')
RETURNS TABLE (ordinal bigint, item json)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 100 AS $$
DECLARE
    container json := tsql.json_container(document::text, path::text);
BEGIN
    IF json_typeof(container) = 'array' THEN
        RETURN QUERY
        SELECT number, element
        FROM json_array_elements(container) WITH ORDINALITY AS elements (element, number);
    ELSIF container IS NOT NULL THEN
        RETURN QUERY SELECT 1::bigint, container;
    END IF;
END
$$;

-- One column of OPENJSON ... WITH: a scalar, or (AS JSON) an object or array.
CREATE OR REPLACE FUNCTION tsql.json_cell(item json, path tsql.nvarchar, as_json boolean DEFAULT false)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    steps text[] := tsql.json_steps(path::text);
    found json := tsql.json_walk(item, steps);
    is_container boolean := json_typeof(found) IN ('object', 'array');
BEGIN
    IF found IS NULL OR (json_typeof(found) = 'null' AND NOT as_json) THEN
        RETURN NULL;
    ELSIF is_container = as_json THEN
        RETURN CASE WHEN as_json THEN btrim(found::text) ELSE found #>> '{}' END::tsql.nvarchar;
    ELSIF steps[1] = 'strict' THEN
        PERFORM tsql.raise_error(13624, 'Object or array cannot be found in the specified JSON path.', 16, 2);
    END IF;
    RETURN NULL;
END
$$;

-- A document with the value (JSON text, or NULL) set at a path of members and elements; `append` adds to an array.
-- The order of the other members stays.
CREATE OR REPLACE FUNCTION tsql.json_set(item json, steps text[], new_value text, append boolean, strict_mode boolean)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    step text := steps[1];
    is_member boolean := left(steps[1], 1) = '.';
    result text;
    present boolean;
    inner_text text;
BEGIN
    IF cardinality(steps) = 0 THEN
        IF append THEN
            IF json_typeof(item) = 'array' THEN
                RETURN CASE WHEN json_array_length(item) = 0 THEN '[' || coalesce(new_value, 'null') || ']'
                    ELSE rtrim(btrim(item::text), ']') || ',' || coalesce(new_value, 'null') || ']' END;
            ELSIF item IS NULL THEN
                RETURN '[' || coalesce(new_value, 'null') || ']';
            END IF;
            RETURN item::text;
        END IF;
        RETURN new_value;
    END IF;
    present := CASE
        WHEN is_member AND json_typeof(item) = 'object' THEN (item -> substr(step, 2)) IS NOT NULL
        WHEN NOT is_member AND json_typeof(item) = 'array' THEN (item -> step::integer) IS NOT NULL
    END;
    IF present IS NULL OR (NOT present AND (strict_mode OR cardinality(steps) > 1)) THEN
        IF strict_mode THEN
            PERFORM tsql.raise_error(13608, 'Property cannot be found on the specified JSON path.', 16, 2);
        END IF;
        RETURN item::text;
    END IF;
    IF is_member THEN
        SELECT string_agg('"' || tsql.json_escaped(name) || '":' || shown, ',' ORDER BY number)
        INTO result
        FROM (
            SELECT
                name,
                number,
                CASE WHEN name = substr(step, 2)
                    THEN tsql.json_set(member, steps[2:], new_value, append, strict_mode)
                    ELSE member::text END AS shown
            FROM json_each(item) WITH ORDINALITY AS members (name, member, number)) AS written
        WHERE shown IS NOT NULL;
        IF NOT present THEN
            inner_text := tsql.json_set(NULL, steps[2:], new_value, append, strict_mode);
            result := concat_ws(',', result, '"' || tsql.json_escaped(substr(step, 2)) || '":' || inner_text);
        END IF;
        RETURN '{' || coalesce(result, '') || '}';
    END IF;
    SELECT string_agg(
        CASE WHEN number - 1 = step::integer
            THEN coalesce(tsql.json_set(element, steps[2:], new_value, append, strict_mode), 'null')
            ELSE element::text END,
        ',' ORDER BY number)
    INTO result
    FROM json_array_elements(item) WITH ORDINALITY AS elements (element, number);
    IF NOT present THEN
        result := concat_ws(',', result, coalesce(new_value, 'null'));
    END IF;
    RETURN '[' || coalesce(result, '') || ']';
END
$$;

-- `new_value` is JSON text. NULL removes the member in lax mode and writes null in strict mode.
CREATE OR REPLACE FUNCTION tsql.json_modify_text(document tsql.nvarchar, path tsql.nvarchar, new_value text)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    append boolean := btrim(path::text) ~ '^append\s';
    steps text[];
BEGIN
    IF document IS NULL OR path IS NULL THEN
        RETURN NULL;
    END IF;
    steps := tsql.json_steps(regexp_replace(btrim(path::text), '^append\s+', ''));
    RETURN tsql.json_set(
        tsql.json_document(document::text), steps[2:],
        CASE WHEN steps[1] = 'strict' THEN coalesce(new_value, 'null') ELSE new_value END,
        append, steps[1] = 'strict')::tsql.nvarchar;
END
$$;
DO $modify$
DECLARE
    source text;
BEGIN
    FOREACH source IN ARRAY ARRAY['tsql.nvarchar', 'smallint', 'integer', 'bigint', 'numeric', 'double precision'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.json_modify(document tsql.nvarchar, path tsql.nvarchar, value %s)
             RETURNS tsql.nvarchar
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN tsql.json_modify_text(document, path, tsql.json_text(value))',
            source);
    END LOOP;
END
$modify$;
