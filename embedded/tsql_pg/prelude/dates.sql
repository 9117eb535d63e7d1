-- DATEADD, DATEDIFF, DATEPART and their kin. `part` is the full name of the datepart in lower case.
-- datetime, datetime2 and smalldatetime are timestamp, all in UTC; a string argument is converted first.

-- The clock stands still within a statement and goes on between the statements of a transaction; so it may
-- serve an index, and all rows of one INSERT get one time, as on SQL Server.
CREATE OR REPLACE FUNCTION tsql.sysutcdatetime() RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE RETURN statement_timestamp() AT TIME ZONE 'UTC';
CREATE OR REPLACE FUNCTION tsql.sysdatetime() RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE RETURN statement_timestamp() AT TIME ZONE 'UTC';
CREATE OR REPLACE FUNCTION tsql.getutcdate() RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE RETURN tsql.datetime_ticks(statement_timestamp() AT TIME ZONE 'UTC');
CREATE OR REPLACE FUNCTION tsql.getdate() RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE RETURN tsql.datetime_ticks(statement_timestamp() AT TIME ZONE 'UTC');
CREATE OR REPLACE FUNCTION tsql.sysdatetimeoffset() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE RETURN statement_timestamp();

-- The type's range is 0001-01-01 to 9999-12-31.
CREATE OR REPLACE FUNCTION tsql.date_in_range(value timestamp) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF value < '0001-01-01' OR value >= '10000-01-01' THEN
        PERFORM tsql.raise_error(517, 'Adding a value to a ''datetime2'' column caused an overflow.', 16, 1);
    END IF;
    RETURN value;
END
$$;

CREATE OR REPLACE FUNCTION tsql.raise_datepart_error(part text, function_name text, type_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tsql.raise_error(9810, format(
        'The datepart %s is not supported by date function %s for data type %s.', part, function_name, type_name),
        16, 1);
END
$$;

CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount bigint, value timestamp) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF abs(amount) > 2147483647 THEN
        PERFORM tsql.raise_error(8115, 'Arithmetic overflow error converting expression to data type int.', 16, 2);
    END IF;
    CASE part
        WHEN 'year' THEN value := value + make_interval(years => least(greatest(amount, -20000), 20000)::integer);
        WHEN 'quarter' THEN
            value := value + make_interval(months => 3 * least(greatest(amount, -80000), 80000)::integer);
        WHEN 'month' THEN value := value + make_interval(months => least(greatest(amount, -240000), 240000)::integer);
        WHEN 'week' THEN
            value := value + make_interval(days => 7 * least(greatest(amount, -1000000), 1000000)::integer);
        WHEN 'day', 'dayofyear', 'weekday' THEN
            value := value + make_interval(days => least(greatest(amount, -8000000), 8000000)::integer);
        WHEN 'hour' THEN value := value + amount * interval '1 hour';
        WHEN 'minute' THEN value := value + amount * interval '1 minute';
        WHEN 'second' THEN value := value + amount * interval '1 second';
        WHEN 'millisecond' THEN value := value + amount * interval '1 millisecond';
        WHEN 'microsecond' THEN value := value + amount * interval '1 microsecond';
        WHEN 'nanosecond' THEN value := value + round(amount / 1000.0) * interval '1 microsecond';
        ELSE PERFORM tsql.raise_datepart_error(part, 'dateadd', 'datetime2');
    END CASE;
    RETURN tsql.date_in_range(value);
EXCEPTION
    WHEN datetime_field_overflow OR interval_field_overflow THEN
        PERFORM tsql.raise_error(517, 'Adding a value to a ''datetime2'' column caused an overflow.', 16, 1);
        RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount bigint, value date) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF part IN ('year', 'quarter', 'month', 'week', 'day', 'dayofyear', 'weekday') THEN
        RETURN tsql.dateadd(part, amount, value::timestamp)::date;
    END IF;
    PERFORM tsql.raise_datepart_error(part, 'dateadd', 'date');
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount bigint, value time) RETURNS time
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF part IN ('hour', 'minute', 'second', 'millisecond', 'microsecond', 'nanosecond') THEN
        RETURN tsql.dateadd(part, amount, date '2000-01-01' + value)::time;
    END IF;
    PERFORM tsql.raise_datepart_error(part, 'dateadd', 'time');
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount bigint, value timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tsql.dateadd(part, amount, value AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount bigint, value tsql.nvarchar) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.dateadd(part, amount, tsql.to_datetime(value));

-- A fractional count is cut, not rounded.
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount numeric, value timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.dateadd(part, trunc(amount)::bigint, value);
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount double precision, value timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.dateadd(part, trunc(amount)::bigint, value);
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount integer, value timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.dateadd(part, amount::bigint, value);
CREATE OR REPLACE FUNCTION tsql.dateadd(part text, amount integer, value date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.dateadd(part, amount::bigint, value);

-- Boundaries crossed, not time elapsed. Weeks begin on Sunday whatever DATEFIRST says; 1899-12-31 was one.
-- Parts up to the millisecond are exact in a double over the whole range of dates.
CREATE OR REPLACE FUNCTION tsql.datediff_big(part text, a timestamp, b timestamp) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    CASE part
        WHEN 'second' THEN
            RETURN date_part('epoch', date_trunc('second', b) - date_trunc('second', a));
        WHEN 'minute' THEN
            RETURN date_part('epoch', date_trunc('minute', b) - date_trunc('minute', a)) / 60;
        WHEN 'hour' THEN
            RETURN date_part('epoch', date_trunc('hour', b) - date_trunc('hour', a)) / 3600;
        WHEN 'day', 'dayofyear', 'weekday' THEN
            RETURN b::date - a::date;
        WHEN 'millisecond' THEN
            RETURN round(extract(epoch FROM date_trunc('milliseconds', b) - date_trunc('milliseconds', a)) * 1000);
        WHEN 'microsecond' THEN
            RETURN extract(epoch FROM b - a) * 1000000;
        WHEN 'nanosecond' THEN
            RETURN extract(epoch FROM b - a) * 1000000000;
        WHEN 'week' THEN
            RETURN floor((b::date - date '1899-12-31') / 7.0) - floor((a::date - date '1899-12-31') / 7.0);
        WHEN 'month' THEN
            RETURN (date_part('year', b) - date_part('year', a)) * 12 + date_part('month', b) - date_part('month', a);
        WHEN 'quarter' THEN
            RETURN (date_part('year', b) - date_part('year', a)) * 4
                + date_part('quarter', b) - date_part('quarter', a);
        WHEN 'year' THEN
            RETURN date_part('year', b) - date_part('year', a);
        ELSE
            PERFORM tsql.raise_datepart_error(part, 'datediff', 'datetime2');
    END CASE;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.datediff(part text, a timestamp, b timestamp) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result bigint := tsql.datediff_big(part, a, b);
BEGIN
    IF result NOT BETWEEN -2147483648 AND 2147483647 THEN
        PERFORM tsql.raise_error(535,
            'The datediff function resulted in an overflow. The number of dateparts separating two date/time '
            'instances is too large. Try to use datediff with a less precise datepart.', 16, 0);
    END IF;
    RETURN result;
END
$$;

-- All other pairs of types go by timestamp; a time is on 1900-01-01, a string is read as datetime2.
CREATE OR REPLACE FUNCTION tsql.as_timestamp(value timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value;
CREATE OR REPLACE FUNCTION tsql.as_timestamp(value date) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::timestamp;
CREATE OR REPLACE FUNCTION tsql.as_timestamp(value time) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN date '1900-01-01' + value;
CREATE OR REPLACE FUNCTION tsql.as_timestamp(value timestamptz) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value AT TIME ZONE 'UTC';
CREATE OR REPLACE FUNCTION tsql.as_timestamp(value tsql.nvarchar) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.to_datetime2(value);

DO $pairs$
DECLARE
    a text;
    b text;
    types text[] := ARRAY['timestamp', 'date', 'time', 'timestamptz', 'tsql.nvarchar'];
BEGIN
    FOREACH a IN ARRAY types LOOP
        FOREACH b IN ARRAY types LOOP
            CONTINUE WHEN a = 'timestamp' AND b = 'timestamp';
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.datediff(part text, a %1$s, b %2$s) RETURNS integer
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE
                 RETURN tsql.datediff(part, tsql.as_timestamp(a), tsql.as_timestamp(b));
                 CREATE OR REPLACE FUNCTION tsql.datediff_big(part text, a %1$s, b %2$s) RETURNS bigint
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE
                 RETURN tsql.datediff_big(part, tsql.as_timestamp(a), tsql.as_timestamp(b))',
                a, b);
        END LOOP;
    END LOOP;
END
$pairs$;

-- Weekday 1 is Sunday (DATEFIRST 7, us_english); week 1 is the one that holds January the first.
CREATE OR REPLACE FUNCTION tsql.datepart(part text, value timestamp) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    CASE part
        WHEN 'year', 'month', 'day', 'quarter', 'hour', 'minute' THEN RETURN date_part(part, value);
        WHEN 'dayofyear' THEN RETURN date_part('doy', value);
        WHEN 'weekday' THEN RETURN date_part('dow', value) + 1;
        WHEN 'week' THEN
            RETURN (date_part('doy', value)::integer - 1
                + date_part('dow', date_trunc('year', value))::integer) / 7 + 1;
        WHEN 'iso_week' THEN RETURN date_part('week', value);
        WHEN 'second' THEN RETURN floor(extract(second FROM value));
        WHEN 'millisecond' THEN RETURN floor(extract(milliseconds FROM value) % 1000);
        WHEN 'microsecond' THEN RETURN extract(microseconds FROM value) % 1000000;
        WHEN 'nanosecond' THEN RETURN (extract(microseconds FROM value) % 1000000) * 1000;
        WHEN 'tzoffset' THEN RETURN 0;
        ELSE PERFORM tsql.raise_datepart_error(part, 'datepart', 'datetime2');
    END CASE;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION tsql.datename(part text, value timestamp) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE part
        WHEN 'month' THEN to_char(value, 'FMMonth')
        WHEN 'weekday' THEN to_char(value, 'FMDay')
        WHEN 'tzoffset' THEN '+00:00'
        ELSE tsql.datepart(part, value)::text
    END::tsql.nvarchar;
END
$$;
DO $parts$
DECLARE
    source text;
    part text;
BEGIN
    FOREACH source IN ARRAY ARRAY['timestamp', 'date', 'time', 'timestamptz', 'tsql.nvarchar'] LOOP
        IF source <> 'timestamp' THEN
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.datepart(part text, value %1$s) RETURNS integer
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.datepart(part, tsql.as_timestamp(value));
                 CREATE OR REPLACE FUNCTION tsql.datename(part text, value %1$s) RETURNS tsql.nvarchar
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.datename(part, tsql.as_timestamp(value))',
                source);
        END IF;
        FOREACH part IN ARRAY ARRAY['year', 'month', 'day'] LOOP
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.%1$s(value %2$s) RETURNS integer
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE
                 RETURN date_part(%1$L, tsql.as_timestamp(value))::integer',
                part, source);
        END LOOP;
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.eomonth(value %1$s, months integer DEFAULT 0) RETURNS date
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN (date_trunc(''month'', tsql.as_timestamp(value)) + make_interval(months => coalesce(months, 0) + 1)
                 - interval ''1 day'')::date',
            source);
    END LOOP;
END
$parts$;

CREATE OR REPLACE FUNCTION tsql.is_valid_date(y integer, m integer, d integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF y NOT BETWEEN 1 AND 9999 OR m NOT BETWEEN 1 AND 12 OR d < 1 THEN
        RETURN false;
    END IF;
    RETURN d <= CASE
        WHEN m = 2 AND (y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0)) THEN 29
        WHEN m = 2 THEN 28
        WHEN m IN (4, 6, 9, 11) THEN 30
        ELSE 31
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.raise_parts_error(type_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tsql.raise_error(289, format(
        'Cannot construct data type %s, some of the arguments have values which are not valid.', type_name), 16, 1);
END
$$;
CREATE OR REPLACE FUNCTION tsql.datefromparts(y integer, m integer, d integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF NOT tsql.is_valid_date(y, m, d) THEN
        PERFORM tsql.raise_parts_error('date');
    END IF;
    RETURN make_date(y, m, d);
END
$$;
CREATE OR REPLACE FUNCTION tsql.timefromparts(h integer, mi integer, s integer, fraction integer, digits integer)
RETURNS time
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF h NOT BETWEEN 0 AND 23 OR mi NOT BETWEEN 0 AND 59 OR s NOT BETWEEN 0 AND 59
        OR digits NOT BETWEEN 0 AND 7 OR fraction < 0 OR fraction >= 10 ^ digits THEN
        PERFORM tsql.raise_parts_error('time');
    END IF;
    RETURN make_time(h, mi, s) + round(fraction * 10::numeric ^ (6 - digits)) * interval '1 microsecond';
END
$$;
CREATE OR REPLACE FUNCTION tsql.datetime2fromparts(
    y integer, m integer, d integer, h integer, mi integer, s integer, fraction integer, digits integer)
RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF NOT tsql.is_valid_date(y, m, d) OR h NOT BETWEEN 0 AND 23 OR mi NOT BETWEEN 0 AND 59
        OR s NOT BETWEEN 0 AND 59 OR digits NOT BETWEEN 0 AND 7 OR fraction < 0 OR fraction >= 10 ^ digits THEN
        PERFORM tsql.raise_parts_error('datetime2');
    END IF;
    RETURN make_date(y, m, d) + make_time(h, mi, s)
        + round(fraction * 10::numeric ^ (6 - digits)) * interval '1 microsecond';
END
$$;
CREATE OR REPLACE FUNCTION tsql.datetimefromparts(
    y integer, m integer, d integer, h integer, mi integer, s integer, ms integer)
RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF NOT tsql.is_valid_date(y, m, d) OR y < 1753 OR h NOT BETWEEN 0 AND 23 OR mi NOT BETWEEN 0 AND 59
        OR s NOT BETWEEN 0 AND 59 OR ms NOT BETWEEN 0 AND 999 THEN
        PERFORM tsql.raise_parts_error('datetime');
    END IF;
    RETURN tsql.datetime_ticks(make_date(y, m, d) + make_time(h, mi, s) + ms * interval '1 millisecond');
END
$$;

CREATE OR REPLACE FUNCTION tsql.at_time_zone(value timestamp, zone tsql.nvarchar) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE RETURN value AT TIME ZONE zone::text;
