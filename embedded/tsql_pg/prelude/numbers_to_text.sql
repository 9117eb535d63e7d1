-- Numbers and uniqueidentifier to nvarchar.

CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value smallint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value bigint) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value numeric) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value uuid) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN upper(value::text)::tsql.nvarchar;

-- d.ddde+XXX with the given digits behind the point: the exponent always has three digits.
CREATE OR REPLACE FUNCTION tsql.scientific(value double precision, decimals integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    shown text := btrim(to_char(value, '9.' || repeat('9', decimals) || 'EEEE'));
    parts text[] := regexp_match(shown, '^(.*)e([+-])(\d+)$');
BEGIN
    RETURN parts[1] || 'e' || parts[2] || lpad(parts[3], 3, '0');
END
$$;

-- Style 0: at most six digits, scientific below 1e-4 and from 1e6 on (C's %g). Styles 1, 2, 3: 8, 16 and 17
-- digits, always scientific.
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value double precision, style integer DEFAULT 0) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    shown text;
    exponent integer;
BEGIN
    IF style IN (1, 2, 3) THEN
        RETURN tsql.scientific(value, CASE style WHEN 1 THEN 7 WHEN 2 THEN 15 ELSE 16 END)::tsql.nvarchar;
    ELSIF style <> 0 THEN
        PERFORM tsql.raise_error(
            281, format('%s is not a valid style number when converting from float to a character string.', style), 16, 1);
    ELSIF value = 0 THEN
        RETURN '0'::tsql.nvarchar;
    END IF;
    shown := tsql.scientific(value, 5);
    exponent := split_part(shown, 'e', 2)::integer;
    IF exponent < -4 OR exponent >= 6 THEN
        RETURN (rtrim(rtrim(split_part(shown, 'e', 1), '0'), '.') || 'e' || split_part(shown, 'e', 2))::tsql.nvarchar;
    END IF;
    shown := round(shown::numeric, 5 - exponent)::text;
    IF strpos(shown, '.') > 0 THEN
        shown := rtrim(rtrim(shown, '0'), '.');
    END IF;
    RETURN shown::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value real, style integer DEFAULT 0) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tsql.to_nvarchar(value::double precision, CASE WHEN style = 3 THEN 1 ELSE style END);

-- Numbers take a style and ignore it.
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value smallint, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value integer, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value bigint, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value numeric, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::text::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value uuid, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN upper(value::text)::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value tsql.nvarchar, style integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;

-- With a length: what does not fit is '*' for int and smaller, an error for other numbers, cut for text and dates.
DO $lengths$
DECLARE
    source text;
BEGIN
    FOREACH source IN ARRAY ARRAY['smallint', 'integer', 'bigint', 'numeric', 'double precision', 'uuid'] LOOP
        EXECUTE format($template$
            CREATE OR REPLACE FUNCTION tsql.to_nvarchar_n(value %s, length integer, style integer DEFAULT 0)
            RETURNS tsql.nvarchar
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
            DECLARE
                shown tsql.nvarchar := tsql.to_nvarchar(value, style);
            BEGIN
                IF char_length(shown::text) <= length THEN
                    RETURN shown;
                END IF;
                %s
                RETURN NULL;
            END
            $f$
            $template$,
            source,
            CASE
                WHEN source IN ('smallint', 'integer') THEN 'RETURN ''*''::tsql.nvarchar;'
                WHEN source = 'uuid' THEN
                    'PERFORM tsql.raise_error(8170, ''Insufficient result space to convert uniqueidentifier value '
                    'to char.'', 16, 2);'
                ELSE
                    'PERFORM tsql.raise_error(8115, ''Arithmetic overflow error converting '
                    || CASE source WHEN 'double precision' THEN 'float' ELSE source END
                    || ' to data type nvarchar.'', 16, 2);'
            END);
    END LOOP;
END
$lengths$;
