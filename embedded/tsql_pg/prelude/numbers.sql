-- Mathematical functions and the aggregates whose types differ from PostgreSQL's.

-- ROUND: the third argument other than 0 truncates. The type of the first argument is kept.
CREATE OR REPLACE FUNCTION tsql.round(value numeric, digits integer, truncate integer DEFAULT 0) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN truncate = 0
    THEN round(round(value, digits), greatest(scale(value), 0))
    ELSE round(trunc(value, digits), greatest(scale(value), 0)) END;
-- Half away from zero in the decimal form that shows the float, as SQL Server's result is.
CREATE OR REPLACE FUNCTION tsql.round(value double precision, digits integer, truncate integer DEFAULT 0)
RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF digits > 17 OR (digits >= 0 AND abs(value) >= 1e17) THEN
        RETURN value;
    END IF;
    RETURN CASE WHEN truncate = 0 THEN round(value::text::numeric, digits) ELSE trunc(value::text::numeric, digits) END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.round(value real, digits integer, truncate integer DEFAULT 0) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.round(value::double precision, digits, truncate);
-- Results that are no number raise 3623; one that is too small to tell from zero is zero.
CREATE OR REPLACE FUNCTION tsql.power(value double precision, exponent double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF value = 0 AND exponent < 0 THEN
        PERFORM tsql.raise_error(8134, 'Divide by zero error encountered.', 16, 1);
    ELSIF value <> 0 AND exponent * ln(abs(value)) < -745 THEN
        RETURN 0;
    END IF;
    RETURN power(value, exponent);
END
$$;
DO $integers$
DECLARE
    source text;
    name text;
BEGIN
    FOREACH source IN ARRAY ARRAY['smallint', 'integer', 'bigint'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.round(value %1$s, digits integer, truncate integer DEFAULT 0)
             RETURNS %2$s
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN CASE WHEN digits >= 0 THEN value
                 WHEN truncate = 0 THEN round(value::numeric, digits) ELSE trunc(value::numeric, digits) END::%2$s;
             CREATE OR REPLACE FUNCTION tsql.power(value %1$s, exponent double precision) RETURNS %2$s
             LANGUAGE sql IMMUTABLE PARALLEL SAFE
             RETURN tsql.to_%3$s(tsql.power(value::double precision, exponent));
             CREATE OR REPLACE FUNCTION tsql.square(value %1$s) RETURNS double precision
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::double precision * value::double precision',
            source,
            CASE source WHEN 'smallint' THEN 'integer' ELSE source END,
            CASE source WHEN 'bigint' THEN 'bigint' ELSE 'int' END);
        FOREACH name IN ARRAY ARRAY['ceiling', 'floor', 'sign'] LOOP
            EXECUTE format(
                'CREATE OR REPLACE FUNCTION tsql.%1$s(value %2$s) RETURNS %3$s
                 LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %4$s::%3$s',
                name, source, CASE source WHEN 'smallint' THEN 'integer' ELSE source END,
                CASE name WHEN 'sign' THEN 'sign(value::numeric)' ELSE 'value' END);
        END LOOP;
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.abs(value %1$s) RETURNS %2$s
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN abs(value::%2$s)',
            source, CASE source WHEN 'smallint' THEN 'integer' ELSE source END);
    END LOOP;
END
$integers$;
CREATE OR REPLACE FUNCTION tsql.abs(value numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN abs(value);
CREATE OR REPLACE FUNCTION tsql.abs(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN abs(value);
CREATE OR REPLACE FUNCTION tsql.ceiling(value numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ceil(value);
CREATE OR REPLACE FUNCTION tsql.ceiling(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ceil(value);
CREATE OR REPLACE FUNCTION tsql.floor(value numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN floor(value);
CREATE OR REPLACE FUNCTION tsql.floor(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN floor(value);
CREATE OR REPLACE FUNCTION tsql.sign(value numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN sign(value);
CREATE OR REPLACE FUNCTION tsql.sign(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN sign(value);

CREATE OR REPLACE FUNCTION tsql.power(value numeric, exponent double precision) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(power(value, exponent::numeric), scale(value));
CREATE OR REPLACE FUNCTION tsql.square(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value * value;
CREATE OR REPLACE FUNCTION tsql.square(value numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN value::double precision * value::double precision;
CREATE OR REPLACE FUNCTION tsql.exp(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN value < -745 THEN 0::double precision ELSE exp(value) END;
CREATE OR REPLACE FUNCTION tsql.log(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ln(value);
CREATE OR REPLACE FUNCTION tsql.log(value double precision, base double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ln(value) / ln(base);
CREATE OR REPLACE FUNCTION tsql.log10(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN log(value);
CREATE OR REPLACE FUNCTION tsql.pi() RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN pi();
CREATE OR REPLACE FUNCTION tsql.atn2(y double precision, x double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN atan2(y, x);
DO $floats$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sqrt', 'sin', 'cos', 'tan', 'cot', 'asin', 'acos', 'atan', 'degrees', 'radians'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION tsql.%1$s(value double precision) RETURNS double precision
             LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN pg_catalog.%1$s(value)',
            name);
    END LOOP;
END
$floats$;
CREATE OR REPLACE FUNCTION tsql.rand() RETURNS double precision
LANGUAGE sql VOLATILE PARALLEL RESTRICTED RETURN random();
CREATE OR REPLACE FUNCTION tsql.rand(seed integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    -- Repeatable like SQL Server's, with other values.
    RETURN ('x' || substr(md5(coalesce(seed, 0)::text), 1, 13))::bit(52)::bigint / 4503599627370496.0;
END
$$;

-- Decimal division truncates to the scale that SQL Server's rule gives (max(6, s1 + p2 + 1), reduced to 38).
CREATE OR REPLACE FUNCTION tsql.div(a numeric, b numeric, decimals integer) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF b = 0 THEN
        PERFORM tsql.raise_error(8134, 'Divide by zero error encountered.', 16, 1);
    END IF;
    -- Both sides padded, so that PostgreSQL computes enough digits before the cut.
    RETURN trunc(round(a, decimals + 10) / b, decimals);
END
$$;

-- SUM and AVG of integers are integers: SUM of int overflows at int, AVG truncates.
CREATE OR REPLACE FUNCTION tsql.sum_int_final(state bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN state::integer;
CREATE OR REPLACE FUNCTION tsql.sum_bigint_final(state numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN state::bigint;
CREATE OR REPLACE AGGREGATE tsql.sum_int(integer) (
    SFUNC = int4_sum, STYPE = bigint, FINALFUNC = tsql.sum_int_final, COMBINEFUNC = int8pl, PARALLEL = SAFE);
CREATE OR REPLACE FUNCTION tsql.sum_bigint_step(state numeric, value bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN value IS NULL THEN state ELSE coalesce(state, 0) + value END;
CREATE OR REPLACE AGGREGATE tsql.sum_bigint(bigint) (
    SFUNC = tsql.sum_bigint_step, STYPE = numeric, FINALFUNC = tsql.sum_bigint_final, PARALLEL = SAFE);

-- int4_avg_accum and int8_avg keep (count, sum) in an array of two bigints.
CREATE OR REPLACE FUNCTION tsql.avg_int_final(state bigint[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state[1] > 0 THEN (state[2] / state[1])::integer END;
CREATE OR REPLACE AGGREGATE tsql.avg_int(integer) (
    SFUNC = int4_avg_accum, STYPE = bigint[], FINALFUNC = tsql.avg_int_final, INITCOND = '{0,0}',
    COMBINEFUNC = int4_avg_combine, PARALLEL = SAFE);
CREATE OR REPLACE FUNCTION tsql.avg_bigint_step(state numeric[], value bigint) RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN state ELSE ARRAY[state[1] + 1, state[2] + value] END;
CREATE OR REPLACE FUNCTION tsql.avg_bigint_final(state numeric[]) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN state[1] > 0 THEN trunc(state[2] / state[1])::bigint END;
CREATE OR REPLACE AGGREGATE tsql.avg_bigint(bigint) (
    SFUNC = tsql.avg_bigint_step, STYPE = numeric[], FINALFUNC = tsql.avg_bigint_final, INITCOND = '{0,0}',
    PARALLEL = SAFE);

-- AVG of decimal(p, s) is decimal(38, max(s, 6)), truncated there.
CREATE OR REPLACE FUNCTION tsql.avg_numeric_step(state numeric[], value numeric) RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN state ELSE ARRAY[state[1] + 1, state[2] + value] END;
CREATE OR REPLACE FUNCTION tsql.avg_numeric_final(state numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state[1] > 0 THEN tsql.div(state[2], state[1], greatest(scale(state[2]), 6)) END;
CREATE OR REPLACE AGGREGATE tsql.avg_numeric(numeric) (
    SFUNC = tsql.avg_numeric_step, STYPE = numeric[], FINALFUNC = tsql.avg_numeric_final, INITCOND = '{0,0}',
    PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE tsql.sum_numeric(numeric) (
    SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128, FINALFUNC = numeric_sum,
    COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize,
    PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE tsql.sum_float(double precision) (
    SFUNC = float8pl, STYPE = double precision, COMBINEFUNC = float8pl, PARALLEL = SAFE);
CREATE OR REPLACE AGGREGATE tsql.avg_float(double precision) (
    SFUNC = float8_accum, STYPE = double precision[], FINALFUNC = float8_avg, INITCOND = '{0,0,0}',
    COMBINEFUNC = float8_combine, PARALLEL = SAFE);
DO $moments$
DECLARE
    aggregate record;
BEGIN
    FOR aggregate IN
        SELECT *
        FROM (VALUES
            ('stdev', 'float8_stddev_samp'), ('stdevp', 'float8_stddev_pop'), ('var', 'float8_var_samp'),
            ('varp', 'float8_var_pop')) AS aggregates (name, final)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE AGGREGATE tsql.%s(double precision) (
                 SFUNC = float8_accum, STYPE = double precision[], FINALFUNC = %s, INITCOND = ''{0,0,0}'',
                 COMBINEFUNC = float8_combine, PARALLEL = SAFE)',
            aggregate.name, aggregate.final);
    END LOOP;
END
$moments$;
