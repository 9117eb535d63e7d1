-- String functions as SQL Server computes them. Positions and lengths count characters.

CREATE OR REPLACE FUNCTION tsql.len(value tsql.nvarchar) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN char_length(rtrim(value::text, ' '));

-- Bytes: two for each UTF-16 unit of nvarchar; *_ansi counts varchar's one per character.
CREATE OR REPLACE FUNCTION tsql.datalength(value tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF octet_length(value::text) = char_length(value::text) THEN
        RETURN 2 * octet_length(value::text);
    END IF;
    RETURN 2 * char_length(value::text) + 2 * char_length(regexp_replace(value::text, '[\u0001-\uffff]', '', 'g'));
END
$$;
CREATE OR REPLACE FUNCTION tsql.datalength_ansi(value tsql.nvarchar) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN char_length(value::text);
CREATE OR REPLACE FUNCTION tsql.datalength(value bytea) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN octet_length(value);
DO $lengths$
DECLARE
    source record;
BEGIN
    FOR source IN
        SELECT *
        FROM (VALUES
            ('smallint', 2), ('integer', 4), ('bigint', 8), ('real', 4), ('double precision', 8), ('uuid', 16),
            ('timestamp', 8), ('date', 3), ('time', 5), ('timestamptz', 10)) AS sources (name, bytes)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.datalength(value %s) RETURNS integer
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN value IS NOT NULL THEN %s END',
            source.name, source.bytes);
    END LOOP;
END
$lengths$;
-- A numeric is not told its declared precision; by its digits: 5, 9, 13 or 17 bytes.
CREATE OR REPLACE FUNCTION tsql.datalength(value numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN char_length(translate(value::text, '-.', '')) <= 9 THEN 5
    WHEN char_length(translate(value::text, '-.', '')) <= 19 THEN 9
    WHEN char_length(translate(value::text, '-.', '')) <= 28 THEN 13
    WHEN value IS NOT NULL THEN 17
END;

CREATE OR REPLACE FUNCTION tsql.charindex(sought tsql.nvarchar, value tsql.nvarchar, start bigint DEFAULT 1)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    first integer := greatest(start, 1);
    found integer;
BEGIN
    IF sought::text = '' THEN
        RETURN 0;
    END IF;
    found := strpos(substr(lower(value::text), first), lower(sought::text));
    RETURN CASE WHEN found = 0 THEN 0 ELSE found + first - 1 END;
END
$$;

-- The first position where the pattern matches. The outer % of the pattern say where it may stand.
CREATE OR REPLACE FUNCTION tsql.patindex(pattern tsql.nvarchar, value tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    sought text := lower(pattern::text);
    subject text := lower(value::text);
    translated text;
    found integer;
BEGIN
    translated := tsql.like_pattern(ltrim(sought, '%'), NULL);
    IF translated IS NULL THEN
        RETURN 0;
    END IF;
    IF left(sought, 1) <> '%' THEN
        RETURN CASE WHEN subject ~ ('^(?:' || translated || ')$') THEN 1 ELSE 0 END;
    END IF;
    IF ltrim(sought, '%') = '' THEN
        RETURN CASE WHEN subject = '' THEN 0 ELSE 1 END;
    END IF;
    found := regexp_instr(subject, '(?:' || translated || ')' || CASE WHEN right(sought, 1) = '%' THEN '' ELSE '$' END);
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION tsql.raise_length_error(function_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF function_name = 'right' THEN
        PERFORM tsql.raise_error(536, 'Invalid length parameter passed to the right function.', 16, 4);
    END IF;
    PERFORM tsql.raise_error(537, 'Invalid length parameter passed to the LEFT or SUBSTRING function.', 16, 3);
END
$$;
CREATE OR REPLACE FUNCTION tsql."left"(value tsql.nvarchar, characters bigint) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF characters < 0 THEN
        PERFORM tsql.raise_length_error('left');
    END IF;
    RETURN substr(value::text, 1, least(characters, 2147483646)::integer)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql."right"(value tsql.nvarchar, characters bigint) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF characters < 0 THEN
        PERFORM tsql.raise_length_error('right');
    ELSIF characters = 0 THEN
        RETURN ''::tsql.nvarchar;
    END IF;
    RETURN right(value::text, least(characters, 2147483646)::integer)::tsql.nvarchar;
END
$$;
-- A start before the first character uses up length, as in PostgreSQL.
CREATE OR REPLACE FUNCTION tsql.substring(value tsql.nvarchar, start bigint, characters bigint) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    last bigint := start + characters - 1;
    first bigint := greatest(start, 1);
BEGIN
    IF characters < 0 THEN
        PERFORM tsql.raise_length_error('substring');
    ELSIF last < first OR first > 2147483647 THEN
        RETURN ''::tsql.nvarchar;
    END IF;
    RETURN substr(value::text, first::integer, least(last - first + 1, 2147483646)::integer)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.substring(value bytea, start bigint, bytes bigint) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    last bigint := start + bytes - 1;
    first bigint := greatest(start, 1);
BEGIN
    IF bytes < 0 THEN
        PERFORM tsql.raise_length_error('substring');
    ELSIF last < first OR first > 2147483647 THEN
        RETURN ''::bytea;
    END IF;
    RETURN substr(value, first::integer, least(last - first + 1, 2147483646)::integer);
END
$$;

CREATE OR REPLACE FUNCTION tsql.stuff(value tsql.nvarchar, start bigint, characters bigint, replacement tsql.nvarchar)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF start IS NULL OR characters IS NULL OR start < 1 OR characters < 0
        OR start > char_length(value::text) THEN
        RETURN NULL;
    END IF;
    RETURN (substr(value::text, 1, (start - 1)::integer) || coalesce(replacement::text, '')
        || substr(value::text, least(start + characters, 2147483647)::integer))::tsql.nvarchar;
END
$$;

-- Case does not count in what is sought.
CREATE OR REPLACE FUNCTION tsql.replace(value tsql.nvarchar, sought tsql.nvarchar, replacement tsql.nvarchar)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := value::text;
    low text := lower(content);
    low_sought text := lower(sought::text);
    result text := '';
    place integer;
BEGIN
    IF low_sought = '' OR strpos(low, low_sought) = 0 THEN
        RETURN value;
    ELSIF upper(sought::text) = low_sought THEN
        RETURN replace(content, sought::text, replacement::text)::tsql.nvarchar;
    END IF;
    LOOP
        place := strpos(low, low_sought);
        EXIT WHEN place = 0;
        result := result || left(content, place - 1) || replacement::text;
        content := substr(content, place + char_length(low_sought));
        low := substr(low, place + char_length(low_sought));
    END LOOP;
    RETURN (result || content)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.replicate(value tsql.nvarchar, times bigint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN times >= 0 THEN repeat(value::text, least(times, 100000000)::integer)::tsql.nvarchar END;
CREATE OR REPLACE FUNCTION tsql.space(times bigint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN times >= 0 THEN repeat(' ', least(times, 8000)::integer)::tsql.nvarchar END;
CREATE OR REPLACE FUNCTION tsql.reverse(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN reverse(value::text)::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.upper(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN upper(value::text)::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.lower(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(value::text)::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.ltrim(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ltrim(value::text, ' ')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.rtrim(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN rtrim(value::text, ' ')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.trim(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN btrim(value::text, ' ')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.trim(value tsql.nvarchar, characters tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(value::text, lower(characters::text) || upper(characters::text))::tsql.nvarchar;

CREATE OR REPLACE FUNCTION tsql.ascii(value tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN value::text <> '' THEN get_byte(tsql.ansi_bytes(left(value::text, 1)), 0) END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.unicode(value tsql.nvarchar) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN value::text <> '' THEN ascii(value::text) END;
CREATE OR REPLACE FUNCTION tsql.nchar(code bigint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN code BETWEEN 1 AND 55295 OR code BETWEEN 57344 AND 65535 THEN chr(code::integer)::tsql.nvarchar END;
CREATE OR REPLACE FUNCTION tsql."char"(code bigint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN code BETWEEN 1 AND 127 THEN chr(code::integer)::tsql.nvarchar
    WHEN code BETWEEN 128 AND 255 THEN tsql.to_varchar(set_byte('\x00'::bytea, 0, code::integer))
END;

CREATE OR REPLACE FUNCTION tsql.string_split(source tsql.nvarchar, separator tsql.nvarchar)
RETURNS TABLE (value tsql.nvarchar, ordinal bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 10 AS $$
BEGIN
    IF char_length($2::text) <> 1 OR $2 IS NULL THEN
        PERFORM tsql.raise_error(
            214, 'Procedure expects parameter ''separator'' of type ''nchar(1)/nvarchar(1)''.', 16, 11);
    END IF;
    RETURN QUERY
    SELECT part::tsql.nvarchar, number
    FROM unnest(CASE WHEN $1::text = '' THEN ARRAY[''] ELSE string_to_array($1::text, $2::text) END)
        WITH ORDINALITY AS parts (part, number);
END
$$;

CREATE OR REPLACE FUNCTION tsql.string_agg_step(state text, value tsql.nvarchar, separator tsql.nvarchar)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN value IS NULL THEN state
    WHEN state IS NULL THEN value::text
    ELSE state || coalesce(separator::text, '') || value::text
END;
CREATE OR REPLACE AGGREGATE tsql.string_agg(tsql.nvarchar, tsql.nvarchar) (
    SFUNC = tsql.string_agg_step, STYPE = text, FINALFUNC = tsql.text_to_nvarchar, PARALLEL = SAFE);

CREATE OR REPLACE FUNCTION tsql.concat(VARIADIC arguments tsql.nvarchar[]) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN array_to_string(arguments::text[], '')::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.concat_ws(separator tsql.nvarchar, VARIADIC arguments tsql.nvarchar[])
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN array_to_string(arguments::text[], coalesce(separator::text, ''))::tsql.nvarchar;
END
$$;

CREATE OR REPLACE FUNCTION tsql.string_escape(value tsql.nvarchar, kind tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF lower(kind::text) <> 'json' THEN
        PERFORM tsql.raise_error(13594, format('Type ''%s'' is not supported by STRING_ESCAPE.', kind::text), 16, 1);
    END IF;
    RETURN tsql.json_escaped(value::text)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.translate(value tsql.nvarchar, characters tsql.nvarchar, replacements tsql.nvarchar)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF char_length(characters::text) <> char_length(replacements::text) THEN
        PERFORM tsql.raise_error(9828,
            'The second and third arguments of the TRANSLATE built-in function must contain an equal number of '
            'characters.', 16, 1);
    END IF;
    RETURN translate(
        value::text,
        lower(characters::text) || upper(characters::text),
        replacements::text || replacements::text)::tsql.nvarchar;
END
$$;

CREATE OR REPLACE FUNCTION tsql.isnumeric(value tsql.nvarchar) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN btrim(value::text) ~ '^[+-]?[$]?(\d[\d,]*\.?\d*|\.\d+)([eEdD][+-]?\d+)?$' THEN 1
    WHEN btrim(value::text) IN ('+', '-', '.', '$', ',') THEN 1
    ELSE 0
END;
-- Right-aligned decimal text; asterisks when the whole part does not fit.
CREATE OR REPLACE FUNCTION tsql.str(value double precision, length integer DEFAULT 10, decimals integer DEFAULT 0)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    exact numeric := value::text::numeric;
    shown text := round(exact, least(decimals, 16))::text;
    whole integer := char_length(split_part(shown, '.', 1));
BEGIN
    IF whole > length THEN
        RETURN repeat('*', length)::tsql.nvarchar;
    ELSIF char_length(shown) > length THEN
        shown := round(exact, greatest(length - whole - 1, 0))::text;
    END IF;
    RETURN lpad(shown, length)::tsql.nvarchar;
END
$$;
