-- Conversions among numbers, uniqueidentifier and varbinary (CAST, CONVERT and their TRY_ forms).

-- Out-of-range results raise PostgreSQL's 22003, which errors.py shows as 8115 or 220. try_to_* of numbers
-- compare with the range first.
DO $numbers$
DECLARE
    source text;
    target record;
    whole text;
BEGIN
    FOREACH source IN ARRAY ARRAY['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'] LOOP
        whole := CASE WHEN source IN ('numeric', 'double precision') THEN 'trunc(value)'
                      WHEN source = 'real' THEN 'trunc(value::double precision)'
                      ELSE 'value' END;
        FOR target IN
            SELECT *
            FROM (VALUES
                ('int', 'integer', '-2147483648', '2147483647'),
                ('bigint', 'bigint', '-9223372036854775808', '9223372036854775807'),
                ('smallint', 'smallint', '-32768', '32767')) AS targets (name, pg_type, low, high)
        LOOP
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.to_%s(value %s) RETURNS %s
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (%s)::%3$s',
                target.name, source, target.pg_type, whole);
            -- The numeric detour keeps 2^63 as a float out of bigint.
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.try_to_%s(value %s) RETURNS %s
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE
                 RETURN CASE WHEN %s BETWEEN %s AND %s THEN (%4$s)::%3$s END',
                target.name, source, target.pg_type,
                CASE WHEN source IN ('real', 'double precision') AND target.name = 'bigint'
                     THEN 'CASE WHEN abs(value) < 9.3e18 THEN ' || whole || ' END::numeric'
                     ELSE whole END,
                target.low, target.high);
        END LOOP;
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.to_tinyint(value %s) RETURNS smallint
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ((%s)::smallint)::tsql.tinyint',
            source, whole);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.try_to_tinyint(value %s) RETURNS smallint
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN %s BETWEEN 0 AND 255 THEN (%2$s)::smallint END',
            source, whole);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.to_bit(value %s) RETURNS smallint
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN CASE WHEN value <> 0 THEN 1::smallint WHEN value = 0 THEN 0::smallint END',
            source);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.to_float(value %s) RETURNS double precision
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::double precision',
            source);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.to_real(value %s) RETURNS real
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::real',
            source);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.try_to_bit(value %s) RETURNS smallint
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.to_bit(value)',
            source);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.try_to_float(value %s) RETURNS double precision
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::double precision',
            source);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.try_to_real(value %s) RETURNS real
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN CASE WHEN abs(value) < 3.402823e38 THEN value::real END',
            source);
        -- A float goes by its shortest decimal form, not by the 15 digits of PostgreSQL's cast.
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.to_numeric(value %s, digits integer, decimals integer) RETURNS numeric
             LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
             DECLARE
                 rounded numeric := round(%s, decimals);
             BEGIN
                 IF abs(rounded) >= 10::numeric ^ (digits - decimals) THEN
                     PERFORM tsql.raise_error(
                         8115, ''Arithmetic overflow error converting %s to data type numeric.'', 16, 8);
                 END IF;
                 RETURN rounded;
             END
             $f$',
            source,
            CASE WHEN source IN ('real', 'double precision') THEN 'value::text::numeric' ELSE 'value::numeric' END,
            CASE source WHEN 'double precision' THEN 'float' WHEN 'integer' THEN 'int' ELSE source END);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.try_to_numeric(value %s, digits integer, decimals integer) RETURNS numeric
             LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
             DECLARE
                 rounded numeric := round(%s, decimals);
             BEGIN
                 RETURN CASE WHEN abs(rounded) < 10::numeric ^ (digits - decimals) THEN rounded END;
             END
             $f$',
            source,
            CASE WHEN source IN ('real', 'double precision') THEN 'value::text::numeric' ELSE 'value::numeric' END);
    END LOOP;
    -- A float that does not fit has an error of its own, 232.
    FOREACH source IN ARRAY ARRAY['real', 'double precision'] LOOP
        FOR target IN
            SELECT *
            FROM (VALUES
                ('int', 'integer', '-2147483648', '2147483647'),
                ('smallint', 'smallint', '-32768', '32767'),
                ('tinyint', 'smallint', '0', '255')) AS targets (name, pg_type, low, high)
        LOOP
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.to_%s(value %s) RETURNS %s
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE
                 RETURN CASE WHEN value IS NULL OR trunc(value::double precision) BETWEEN %s AND %s
                     THEN trunc(value::double precision)::%3$s
                     ELSE tsql.raise_error(232, ''Arithmetic overflow error for type %1$s, value = ''
                         || to_char(value, ''FM99999999999999990.000000'') || ''.'', 16, 3)::%3$s END',
                target.name, source, target.pg_type, target.low, target.high);
        END LOOP;
    END LOOP;
    -- The result of arithmetic of the small integer types.
    FOR target IN
        SELECT * FROM (VALUES ('smallint', '-32768', '32767'), ('tinyint', '0', '255')) AS targets (name, low, high)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.%s_result(value integer) RETURNS smallint
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN CASE WHEN value IS NULL OR value BETWEEN %s AND %s THEN value::smallint
                 ELSE tsql.raise_error(
                     8115, ''Arithmetic overflow error converting expression to data type %1$s.'', 16, 2)::smallint END',
            target.name, target.low, target.high);
    END LOOP;
END
$numbers$;

CREATE OR REPLACE FUNCTION tsql.to_uuid(value uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;
CREATE OR REPLACE FUNCTION tsql.try_to_uuid(value uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;

-- uniqueidentifier and varbinary: SQL Server keeps the first three groups little-endian.
CREATE OR REPLACE FUNCTION tsql.to_varbinary(value uuid) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    b bytea := uuid_send(value);
BEGIN
    RETURN substr(b, 4, 1) || substr(b, 3, 1) || substr(b, 2, 1) || substr(b, 1, 1)
        || substr(b, 6, 1) || substr(b, 5, 1) || substr(b, 8, 1) || substr(b, 7, 1) || substr(b, 9, 8);
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_uuid(value bytea) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    b bytea := substr(value || decode(repeat('00', 16), 'hex'), 1, 16);
BEGIN
    RETURN encode(substr(b, 4, 1) || substr(b, 3, 1) || substr(b, 2, 1) || substr(b, 1, 1)
        || substr(b, 6, 1) || substr(b, 5, 1) || substr(b, 8, 1) || substr(b, 7, 1) || substr(b, 9, 8), 'hex')::uuid;
END
$$;
CREATE OR REPLACE FUNCTION tsql.try_to_uuid(value bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.to_uuid(value);

CREATE OR REPLACE FUNCTION tsql.to_varbinary(value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;
CREATE OR REPLACE FUNCTION tsql.to_varbinary(value smallint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN int2send(value);
CREATE OR REPLACE FUNCTION tsql.to_varbinary(value integer) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN int4send(value);
CREATE OR REPLACE FUNCTION tsql.to_varbinary(value bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN int8send(value);
CREATE OR REPLACE FUNCTION tsql.to_varbinary(value double precision) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN float8send(value);

-- varbinary to integers: the last bytes count, missing ones are zero.
CREATE OR REPLACE FUNCTION tsql.to_bigint(value bytea) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN ('x' || right(repeat('0', 16) || encode(value, 'hex'), 16))::bit(64)::bigint;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_int(value bytea) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN ('x' || right(repeat('0', 8) || encode(value, 'hex'), 8))::bit(32)::integer;
END
$$;

-- The length of varbinary(n) and the padding of binary(n).
CREATE OR REPLACE FUNCTION tsql.cut(value bytea, bytes integer) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN substr(value, 1, bytes);
-- Assignment to varbinary(n): 2628 instead of a cut.
CREATE OR REPLACE FUNCTION tsql.fit_binary(value bytea, bytes integer) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF octet_length(value) > bytes THEN
        PERFORM tsql.raise_error(2628, format(
            'String or binary data would be truncated. Truncated value: ''0x%s''.',
            upper(encode(substr(value, 1, least(bytes, 64)), 'hex'))), 16, 1);
    END IF;
    RETURN value;
END
$$;
CREATE OR REPLACE FUNCTION tsql.pad(value bytea, bytes integer) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN substr(value || decode(repeat('00', greatest(bytes - length(value), 0)), 'hex'), 1, bytes);
END
$$;
CREATE OR REPLACE FUNCTION tsql.pad(value tsql.nvarchar, characters integer) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN rpad(value::text, characters, ' ')::tsql.nvarchar;

-- UTF-16LE, the bytes of nvarchar on SQL Server; characters beyond U+FFFF are surrogate pairs.
CREATE OR REPLACE FUNCTION tsql.utf16_bytes(value text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result text;
BEGIN
    IF octet_length(value) = char_length(value) THEN
        RETURN decode(regexp_replace(encode(convert_to(value, 'UTF8'), 'hex'), '(..)', '\100', 'g'), 'hex');
    END IF;
    SELECT string_agg(
        CASE
            WHEN code < 65536 THEN lpad(to_hex((code & 255) * 256 + (code >> 8)), 4, '0')
            ELSE lpad(to_hex(((55296 + ((code - 65536) >> 10)) & 255) * 256
                    + ((55296 + ((code - 65536) >> 10)) >> 8)), 4, '0')
                || lpad(to_hex(((56320 + ((code - 65536) & 1023)) & 255) * 256
                    + ((56320 + ((code - 65536) & 1023)) >> 8)), 4, '0')
        END, '' ORDER BY position)
    INTO result
    FROM (
        SELECT ascii(character) AS code, position
        FROM string_to_table(value, NULL) WITH ORDINALITY AS characters (character, position)) AS codes;
    RETURN decode(coalesce(result, ''), 'hex');
END
$$;
CREATE OR REPLACE FUNCTION tsql.utf16_text(value bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result text := '';
    unit integer;
    pending integer := 0;
    i integer := 0;
    n integer := length(value);
BEGIN
    WHILE i < n LOOP
        unit := get_byte(value, i) + CASE WHEN i + 1 < n THEN get_byte(value, i + 1) * 256 ELSE 0 END;
        i := i + 2;
        IF unit BETWEEN 55296 AND 56319 THEN
            pending := unit;
        ELSIF unit BETWEEN 56320 AND 57343 THEN
            IF pending > 0 THEN
                result := result || chr(65536 + ((pending - 55296) << 10) + (unit - 56320));
            END IF;
            pending := 0;
        ELSIF unit > 0 THEN
            result := result || chr(unit);
        END IF;
    END LOOP;
    RETURN result;
END
$$;

CREATE OR REPLACE FUNCTION tsql.to_varbinary(value tsql.nvarchar, style integer DEFAULT 0) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := value::text;
BEGIN
    IF style = 0 THEN
        RETURN tsql.utf16_bytes(content);
    ELSIF style = 1 AND content ~* '^0x([0-9a-f]{2})*$' THEN
        RETURN decode(substr(content, 3), 'hex');
    ELSIF style = 2 AND content ~* '^([0-9a-f]{2})*$' THEN
        RETURN decode(content, 'hex');
    END IF;
    PERFORM tsql.raise_error(8114, 'Error converting data type nvarchar to varbinary.', 16, 5);
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.try_to_varbinary(value tsql.nvarchar, style integer DEFAULT 0) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF style = 0 OR (style = 1 AND value::text ~* '^0x([0-9a-f]{2})*$')
        OR (style = 2 AND value::text ~* '^([0-9a-f]{2})*$') THEN
        RETURN tsql.to_varbinary(value, style);
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_varbinary_ansi(value tsql.nvarchar, style integer DEFAULT 0) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF style = 0 THEN
        RETURN tsql.ansi_bytes(value::text);
    END IF;
    RETURN tsql.to_varbinary(value, style);
END
$$;

-- varchar in code page 1252; a character that it lacks becomes a question mark, as on SQL Server.
CREATE OR REPLACE FUNCTION tsql.ansi_bytes(value text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF octet_length(value) = char_length(value) THEN
        RETURN convert_to(value, 'UTF8');
    END IF;
    RETURN convert_to(
        regexp_replace(
            value,
            '[^\u0001-\u007f\u00a0-\u00ff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152'
                '\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]',
            '?',
            'g'),
        'WIN1252');
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_varchar(value bytea, style integer DEFAULT 0) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF style = 0 THEN
        RETURN convert_from(value, 'WIN1252')::tsql.nvarchar;
    END IF;
    RETURN tsql.to_nvarchar(value, style);
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value bytea, style integer DEFAULT 0) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE style
        WHEN 0 THEN tsql.utf16_text(value)
        WHEN 1 THEN '0x' || upper(encode(value, 'hex'))
        WHEN 2 THEN upper(encode(value, 'hex'))
    END::tsql.nvarchar;
END
$$;
