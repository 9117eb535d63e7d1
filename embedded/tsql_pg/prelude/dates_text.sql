-- Dates and times from and to text, and among each other.

-- datetime counts in 1/300 s and shows .000, .003 and .007.
CREATE OR REPLACE FUNCTION tsql.datetime_ticks(value timestamp) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    second timestamp := date_trunc('second', value);
    ticks integer := round(extract(microseconds FROM value) % 1000000 * 3 / 10000);
BEGIN
    RETURN second + round(ticks * 10.0 / 3) * interval '1 millisecond';
END
$$;

-- The parts of a date and time in text, or NULL. `style` as in CONVERT; 0 takes what needs no style: ISO 8601,
-- yyyymmdd, yyyy/mm/dd, and the us_english orders (mm/dd/yyyy, "Jan 31 2024 1:05PM").
CREATE OR REPLACE FUNCTION tsql.parse_timestamp(value text, style integer, default_date date) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    content text := btrim(value);
    clock_pattern constant text := '(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.:](\d{1,9}))?)?\s*([AaPp][Mm])?)?';
    found text[];
    y integer;
    m integer;
    d integer;
    rest text;
    h integer := 0;
    mi integer := 0;
    s integer := 0;
    micros integer := 0;
BEGIN
    IF content = '' THEN
        RETURN date '1900-01-01';
    END IF;
    IF style IN (0, 20, 21, 23, 25, 120, 121, 126, 127, 112, 12, 111, 102, 100, 109) THEN
        found := regexp_match(content, '^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]\s*(.*))?$');
        IF found IS NULL THEN
            found := regexp_match(content, '^(\d{4})(\d{2})(\d{2})(?:[T\s]\s*(.*))?$');
        END IF;
        IF found IS NOT NULL THEN
            y := found[1];
            m := found[2];
            d := found[3];
            rest := found[4];
        END IF;
    END IF;
    IF y IS NULL AND style IN (0, 100, 101, 109, 110, 1, 10) THEN
        found := regexp_match(content, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s+(.*))?$');
        IF found IS NOT NULL THEN
            y := found[3];
            m := found[1];
            d := found[2];
            rest := found[4];
        END IF;
    END IF;
    IF y IS NULL AND style IN (103, 104, 105, 3, 4, 5) THEN
        found := regexp_match(content, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s+(.*))?$');
        IF found IS NOT NULL THEN
            y := found[3];
            m := found[2];
            d := found[1];
            rest := found[4];
        END IF;
    END IF;
    IF y IS NULL AND style IN (0, 100, 106, 107, 109, 113) THEN
        found := regexp_match(content, '^([A-Za-z]{3,9})\s+(\d{1,2}),?\s+(\d{4})(?:\s+(.*))?$');
        IF found IS NULL THEN
            found := regexp_match(content, '^(\d{1,2})\s+([A-Za-z]{3,9}),?\s+(\d{4})(?:\s+(.*))?$');
            found := ARRAY[found[2], found[1], found[3], found[4]];
        END IF;
        IF found[1] IS NOT NULL THEN
            y := found[3];
            d := found[2];
            rest := found[4];
            m := (strpos('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(found[1], 3))) + 2) / 3;
            IF m = 0 OR lower(to_char(make_date(2000, m, 1), 'FMMonth')) NOT LIKE lower(found[1]) || '%' THEN
                RETURN NULL;
            END IF;
        END IF;
    END IF;
    IF y IS NULL AND style IN (0, 8, 24, 108, 14, 114, 20, 21, 120, 121) AND strpos(content, ':') > 0 THEN
        y := date_part('year', default_date);
        m := date_part('month', default_date);
        d := date_part('day', default_date);
        rest := content;
    END IF;
    IF y IS NULL OR NOT tsql.is_valid_date(y, m, d) THEN
        RETURN NULL;
    END IF;
    IF rest IS NOT NULL AND rest <> '' THEN
        -- A trailing Z is UTC; an offset is dropped, as in a conversion to datetime2.
        rest := regexp_replace(rest, '\s*(Z|[+-]\d{2}:\d{2})$', '');
        found := regexp_match(rest, '^' || clock_pattern || '$');
        IF found IS NULL OR found[1] IS NULL THEN
            RETURN NULL;
        END IF;
        h := found[1];
        mi := found[2];
        s := coalesce(found[3], '0');
        micros := round(('0.' || coalesce(found[4], '0'))::numeric * 1000000);
        IF found[5] IS NOT NULL THEN
            IF h NOT BETWEEN 1 AND 12 THEN
                RETURN NULL;
            END IF;
            h := h % 12 + CASE WHEN lower(found[5]) = 'pm' THEN 12 ELSE 0 END;
        END IF;
        IF h > 23 OR mi > 59 OR s > 59 THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN make_date(y, m, d) + make_time(h, mi, s) + micros * interval '1 microsecond';
END
$$;

CREATE OR REPLACE FUNCTION tsql.try_to_datetime2(value tsql.nvarchar, style integer DEFAULT 0) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.parse_timestamp(value::text, style, date '1900-01-01');
CREATE OR REPLACE FUNCTION tsql.try_to_datetime(value tsql.nvarchar, style integer DEFAULT 0) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result timestamp := tsql.parse_timestamp(value::text, style, date '1900-01-01');
BEGIN
    RETURN CASE WHEN result >= '1753-01-01' THEN tsql.datetime_ticks(result) END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.try_to_date(value tsql.nvarchar, style integer DEFAULT 0) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tsql.parse_timestamp(value::text, style, date '1900-01-01')::date;
CREATE OR REPLACE FUNCTION tsql.try_to_time(value tsql.nvarchar, style integer DEFAULT 0) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tsql.parse_timestamp(value::text, style, date '1900-01-01')::time;
CREATE OR REPLACE FUNCTION tsql.try_to_datetimeoffset(value tsql.nvarchar, style integer DEFAULT 0) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    local timestamp := tsql.parse_timestamp(value::text, style, date '1900-01-01');
    zone text[] := regexp_match(value::text, '([+-])(\d{2}):(\d{2})\s*$');
BEGIN
    IF zone IS NOT NULL THEN
        local := local - (zone[1] || '1')::integer * make_interval(hours => zone[2]::integer, mins => zone[3]::integer);
    END IF;
    RETURN local AT TIME ZONE 'UTC';
END
$$;

DO $from_text$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT *
        FROM (VALUES
            ('datetime2', 'timestamp'),
            ('datetime', 'timestamp'),
            ('date', 'date'),
            ('time', 'time'),
            ('datetimeoffset', 'timestamptz')) AS targets (name, pg_type)
    LOOP
        EXECUTE format($template$
            CREATE OR REPLACE FUNCTION tsql.to_%1$s(value tsql.nvarchar, style integer DEFAULT 0) RETURNS %2$s
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
            DECLARE
                result %2$s := tsql.try_to_%1$s(value, style);
            BEGIN
                IF result IS NULL THEN
                    PERFORM tsql.raise_date_error(value::text, '%1$s');
                END IF;
                RETURN result;
            END
            $f$
            $template$, target.name, target.pg_type);
    END LOOP;
END
$from_text$;

-- 242 for a datetime whose form is right and whose value is not, else 241.
CREATE OR REPLACE FUNCTION tsql.raise_date_error(value text, target text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF target = 'datetime' AND value ~ '^\s*\d{1,4}[-/.]?\d{1,2}[-/.]?\d{1,4}(\s|T|$)' THEN
        PERFORM tsql.raise_error(242,
            'The conversion of a nvarchar data type to a datetime data type resulted in an out-of-range value.', 16, 3);
    END IF;
    PERFORM tsql.raise_error(
        241, 'Conversion failed when converting date and/or time from character string.', 16, 1);
END
$$;

-- Among date and time types; a style is taken and ignored.
DO $among$
DECLARE
    source record;
    prefix text;
BEGIN
    FOREACH prefix IN ARRAY ARRAY['', 'try_'] LOOP
        FOR source IN
            SELECT *
            FROM (VALUES
                ('timestamp', 'value', 'value::date', 'value::time'),
                ('date', 'value::timestamp', 'value', NULL),
                ('time', 'date ''1900-01-01'' + value', NULL, 'value'),
                ('timestamptz', 'value AT TIME ZONE ''UTC''', '(value AT TIME ZONE ''UTC'')::date',
                    '(value AT TIME ZONE ''UTC'')::time')) AS sources (name, as_timestamp, as_date, as_time)
        LOOP
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.%1$sto_datetime2(value %2$s, style integer DEFAULT 0) RETURNS timestamp
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %3$s;
                 CREATE OR REPLACE FUNCTION tsql.%1$sto_datetime(value %2$s, style integer DEFAULT 0) RETURNS timestamp
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.datetime_ticks(%3$s);
                 CREATE OR REPLACE FUNCTION tsql.%1$sto_datetimeoffset(value %2$s, style integer DEFAULT 0)
                 RETURNS timestamptz
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (%3$s) AT TIME ZONE ''UTC''',
                prefix, source.name, source.as_timestamp);
            IF source.as_date IS NOT NULL THEN
                EXECUTE format(
                    'CREATE OR REPLACE FUNCTION tsql.%sto_date(value %s, style integer DEFAULT 0) RETURNS date
                     LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %s',
                    prefix, source.name, source.as_date);
            END IF;
            IF source.as_time IS NOT NULL THEN
                EXECUTE format(
                    'CREATE OR REPLACE FUNCTION tsql.%sto_time(value %s, style integer DEFAULT 0) RETURNS time
                     LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %s',
                    prefix, source.name, source.as_time);
            END IF;
        END LOOP;
    END LOOP;
END
$among$;

-- Only datetime converts from numbers: days since 1900-01-01.
CREATE OR REPLACE FUNCTION tsql.to_datetime(value integer) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN timestamp '1900-01-01' + make_interval(days => value);
CREATE OR REPLACE FUNCTION tsql.to_float(value timestamp) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_part('epoch', value - timestamp '1900-01-01') / 86400;

-- The digits of a fraction. Without a scale: three when that loses nothing, else seven.
CREATE OR REPLACE FUNCTION tsql.fraction(value timestamp, scale integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    micros integer := extract(microseconds FROM value) % 1000000;
    digits integer := coalesce(scale, CASE WHEN micros % 1000 = 0 THEN 3 ELSE 7 END);
BEGIN
    RETURN CASE WHEN digits = 0 THEN '' ELSE '.' || left(lpad(micros::text, 6, '0') || '0', digits) END;
END
$$;

-- `scale` is the declared one of the datetime2, which PostgreSQL's functions are not told.
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value timestamp, style integer DEFAULT 121, scale integer DEFAULT NULL)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    result text;
BEGIN
    IF value IS NULL OR style IS NULL THEN
        RETURN NULL;
    END IF;
    CASE style
        WHEN 0, 100 THEN
            result := to_char(value, 'Mon') || ' ' || lpad(date_part('day', value)::text, 2) || to_char(value, ' YYYY ')
                || lpad(to_char(value, 'FMHH12'), 2) || to_char(value, ':MIAM');
        WHEN 9, 109 THEN
            result := to_char(value, 'Mon') || ' ' || lpad(date_part('day', value)::text, 2) || to_char(value, ' YYYY ')
                || lpad(to_char(value, 'FMHH12'), 2) || to_char(value, ':MI:SS')
                || replace(tsql.fraction(value, scale), '.', CASE WHEN scale IS NULL THEN ':' ELSE '.' END)
                || to_char(value, 'AM');
        WHEN 1 THEN result := to_char(value, 'MM/DD/YY');
        WHEN 101 THEN result := to_char(value, 'MM/DD/YYYY');
        WHEN 2 THEN result := to_char(value, 'YY.MM.DD');
        WHEN 102 THEN result := to_char(value, 'YYYY.MM.DD');
        WHEN 3 THEN result := to_char(value, 'DD/MM/YY');
        WHEN 103 THEN result := to_char(value, 'DD/MM/YYYY');
        WHEN 4 THEN result := to_char(value, 'DD.MM.YY');
        WHEN 104 THEN result := to_char(value, 'DD.MM.YYYY');
        WHEN 5 THEN result := to_char(value, 'DD-MM-YY');
        WHEN 105 THEN result := to_char(value, 'DD-MM-YYYY');
        WHEN 6 THEN result := to_char(value, 'DD Mon YY');
        WHEN 106 THEN result := to_char(value, 'DD Mon YYYY');
        WHEN 7 THEN result := to_char(value, 'Mon DD, YY');
        WHEN 107 THEN result := to_char(value, 'Mon DD, YYYY');
        WHEN 8, 24, 108 THEN result := to_char(value, 'HH24:MI:SS');
        WHEN 10 THEN result := to_char(value, 'MM-DD-YY');
        WHEN 110 THEN result := to_char(value, 'MM-DD-YYYY');
        WHEN 11 THEN result := to_char(value, 'YY/MM/DD');
        WHEN 111 THEN result := to_char(value, 'YYYY/MM/DD');
        WHEN 12 THEN result := to_char(value, 'YYMMDD');
        WHEN 112 THEN result := to_char(value, 'YYYYMMDD');
        WHEN 13, 113 THEN
            result := to_char(value, 'DD Mon YYYY HH24:MI:SS')
                || replace(tsql.fraction(value, scale), '.', CASE WHEN scale IS NULL THEN ':' ELSE '.' END);
        WHEN 14, 114 THEN
            result := to_char(value, 'HH24:MI:SS')
                || replace(tsql.fraction(value, scale), '.', CASE WHEN scale IS NULL THEN ':' ELSE '.' END);
        WHEN 20, 120 THEN result := to_char(value, 'YYYY-MM-DD HH24:MI:SS');
        WHEN 21, 25, 121 THEN result := to_char(value, 'YYYY-MM-DD HH24:MI:SS') || tsql.fraction(value, scale);
        WHEN 23 THEN result := to_char(value, 'YYYY-MM-DD');
        WHEN 126, 127 THEN
            -- A fraction of zero is left out.
            result := to_char(value, 'YYYY-MM-DD"T"HH24:MI:SS')
                || CASE
                    WHEN extract(microseconds FROM value) % 1000000 = 0 THEN ''
                    ELSE tsql.fraction(value, scale)
                END;
        ELSE
            PERFORM tsql.raise_error(281, format(
                '%s is not a valid style number when converting from datetime2 to a character string.', style), 16, 1);
    END CASE;
    RETURN result::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value date, style integer DEFAULT 23) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN style IN (20, 21, 23, 25, 120, 121, 126, 127) THEN to_char(value, 'YYYY-MM-DD')::tsql.nvarchar
        WHEN style IN (0, 100, 9, 109) THEN
            (to_char(value, 'Mon') || ' ' || lpad(date_part('day', value)::text, 2)
                || to_char(value, ' YYYY'))::tsql.nvarchar
        WHEN style IN (13, 113) THEN to_char(value, 'DD Mon YYYY')::tsql.nvarchar
        ELSE tsql.to_nvarchar(value::timestamp, style, 0)
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value time, style integer DEFAULT 121, scale integer DEFAULT NULL)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN style IN (0, 100) THEN lpad(to_char(date '1900-01-01' + value, 'FMHH12:MIAM'), 7)::tsql.nvarchar
        WHEN style IN (8, 20, 24, 108, 120) THEN to_char(date '1900-01-01' + value, 'HH24:MI:SS')::tsql.nvarchar
        ELSE (to_char(date '1900-01-01' + value, 'HH24:MI:SS')
            || tsql.fraction(date '1900-01-01' + value, scale))::tsql.nvarchar
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.to_nvarchar(value timestamptz, style integer DEFAULT 121, scale integer DEFAULT NULL)
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN style IN (126, 127) THEN tsql.to_nvarchar(value AT TIME ZONE 'UTC', style, scale)::text || 'Z'
        ELSE tsql.to_nvarchar(value AT TIME ZONE 'UTC', style, scale)::text || ' +00:00'
    END::tsql.nvarchar;
END
$$;

CREATE OR REPLACE FUNCTION tsql.isdate(value tsql.nvarchar) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN btrim(value::text) <> '' AND tsql.try_to_datetime(value) IS NOT NULL THEN 1 ELSE 0 END;
