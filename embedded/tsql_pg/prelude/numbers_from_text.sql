-- nvarchar to numbers: try_to_* give NULL where to_* raise SQL Server's error.

-- A whole number in text as SQL Server reads it: blanks around, a sign, nothing but digits; blank text is 0.
CREATE OR REPLACE FUNCTION tsql.parse_integer(value text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := btrim(value, E' \t\n\r');
BEGIN
    IF content = '' THEN
        RETURN 0;
    ELSIF char_length(content) <= 1000 AND content ~ '^[+-]?\s*\d+$' THEN
        RETURN replace(content, ' ', '')::numeric;
    END IF;
    RETURN NULL;
END
$$;

DO $integers$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT *
        FROM (VALUES
            ('int', 'integer', '-2147483648', '2147483647', 'int'),
            ('bigint', 'bigint', '-9223372036854775808', '9223372036854775807', 'bigint'),
            ('smallint', 'smallint', '-32768', '32767', 'smallint'),
            ('tinyint', 'smallint', '0', '255', 'tinyint')) AS targets (name, pg_type, low, high, shown)
    LOOP
        EXECUTE format($template$
            CREATE OR REPLACE FUNCTION tsql.try_to_%1$s(value tsql.nvarchar) RETURNS %2$s
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
            DECLARE
                parsed numeric := tsql.parse_integer(value::text);
            BEGIN
                IF parsed BETWEEN %3$s AND %4$s THEN
                    RETURN parsed::%2$s;
                END IF;
                RETURN NULL;
            END
            $f$;

            CREATE OR REPLACE FUNCTION tsql.to_%1$s(value tsql.nvarchar) RETURNS %2$s
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
            DECLARE
                parsed numeric := tsql.parse_integer(value::text);
            BEGIN
                IF parsed BETWEEN %3$s AND %4$s THEN
                    RETURN parsed::%2$s;
                END IF;
                PERFORM tsql.raise_integer_error(value::text, '%1$s', parsed IS NOT NULL);
                RETURN NULL;
            END
            $f$
            $template$, target.name, target.pg_type, target.low, target.high);
    END LOOP;
END
$integers$;

CREATE OR REPLACE FUNCTION tsql.raise_integer_error(value text, target text, is_overflow boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF target = 'bigint' AND is_overflow THEN
        PERFORM tsql.raise_error(8115, 'Arithmetic overflow error converting expression to data type bigint.', 16, 2);
    ELSIF target = 'bigint' THEN
        PERFORM tsql.raise_error(8114, 'Error converting data type nvarchar to bigint.', 16, 5);
    ELSIF is_overflow AND target = 'int' THEN
        PERFORM tsql.raise_error(
            248, format('The conversion of the nvarchar value ''%s'' overflowed an int column.', value), 16, 1);
    ELSIF is_overflow THEN
        PERFORM tsql.raise_error(244, format(
            'The conversion of the nvarchar value ''%s'' overflowed an %s column. Use a larger integer column.',
            value, CASE target WHEN 'tinyint' THEN 'INT1' ELSE 'INT2' END), 16, 1);
    ELSE
        PERFORM tsql.raise_error(245, format(
            'Conversion failed when converting the nvarchar value ''%s'' to data type %s.', value, target), 16, 1);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION tsql.try_to_bit(value tsql.nvarchar) RETURNS smallint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := lower(btrim(value::text));
    parsed numeric;
BEGIN
    IF content = 'true' THEN
        RETURN 1;
    ELSIF content = 'false' THEN
        RETURN 0;
    END IF;
    parsed := tsql.parse_integer(content);
    RETURN CASE WHEN parsed <> 0 THEN 1 WHEN parsed = 0 THEN 0 END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_bit(value tsql.nvarchar) RETURNS smallint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result smallint := tsql.try_to_bit(value);
BEGIN
    IF result IS NULL THEN
        PERFORM tsql.raise_integer_error(value::text, 'bit', false);
    END IF;
    RETURN result;
END
$$;

-- 1e400 has the form of a float and no value: try_to_float gives NULL for it by its length of exponent.
CREATE OR REPLACE FUNCTION tsql.try_to_float(value tsql.nvarchar) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := btrim(value::text, E' \t\n\r');
    exact numeric;
BEGIN
    IF content = '' THEN
        RETURN 0;
    ELSIF content !~ '^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d{1,4})?$' THEN
        RETURN NULL;
    END IF;
    exact := abs(translate(content, 'dD', 'ee')::numeric);
    IF exact > 1.7976931348623157e308 THEN
        RETURN NULL;
    ELSIF exact < 2.3e-308 THEN
        RETURN 0;
    END IF;
    RETURN translate(content, 'dD', 'ee')::double precision;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_float(value tsql.nvarchar) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result double precision := tsql.try_to_float(value);
BEGIN
    IF result IS NULL THEN
        PERFORM tsql.raise_error(8114, 'Error converting data type nvarchar to float.', 16, 5);
    END IF;
    RETURN result;
END
$$;
CREATE OR REPLACE FUNCTION tsql.try_to_real(value tsql.nvarchar) RETURNS real
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result double precision := tsql.try_to_float(value);
BEGIN
    RETURN CASE WHEN abs(result) < 3.402823e38 THEN result::real END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_real(value tsql.nvarchar) RETURNS real
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result real := tsql.try_to_real(value);
BEGIN
    IF result IS NULL THEN
        PERFORM tsql.raise_error(8114, 'Error converting data type nvarchar to real.', 16, 5);
    END IF;
    RETURN result;
END
$$;

-- NULL for text that is no decimal number; SQL Server reads no exponent here, and no empty text.
CREATE OR REPLACE FUNCTION tsql.parse_decimal(value text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := btrim(value, E' \t\n\r');
BEGIN
    IF content ~ '^[+-]?(\d+\.?\d*|\.\d+)$' THEN
        RETURN content::numeric;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.try_to_numeric(value tsql.nvarchar, digits integer, decimals integer)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parsed numeric := round(tsql.parse_decimal(value::text), decimals);
BEGIN
    RETURN CASE WHEN abs(parsed) < 10::numeric ^ (digits - decimals) THEN parsed END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_numeric(value tsql.nvarchar, digits integer, decimals integer) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parsed numeric := round(tsql.parse_decimal(value::text), decimals);
BEGIN
    IF parsed IS NULL THEN
        PERFORM tsql.raise_error(8114, 'Error converting data type nvarchar to numeric.', 16, 5);
    ELSIF abs(parsed) >= 10::numeric ^ (digits - decimals) THEN
        PERFORM tsql.raise_error(8115, 'Arithmetic overflow error converting nvarchar to data type numeric.', 16, 8);
    END IF;
    RETURN parsed;
END
$$;

CREATE OR REPLACE FUNCTION tsql.try_to_uuid(value tsql.nvarchar) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- SQL Server takes the first 36 characters and ignores what follows.
    content text := CASE WHEN value::text LIKE '{%' THEN left(value::text, 38) ELSE left(value::text, 36) END;
BEGIN
    IF content ~* '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\})$' THEN
        RETURN content::uuid;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_uuid(value tsql.nvarchar) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result uuid := tsql.try_to_uuid(value);
BEGIN
    IF result IS NULL THEN
        PERFORM tsql.raise_error(
            8169, 'Conversion failed when converting from a character string to uniqueidentifier.', 16, 2);
    END IF;
    RETURN result;
END
$$;
