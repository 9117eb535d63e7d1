-- The base type tsql.nvarchar and the domains of bit, tinyint and float.
--
-- nvarchar compares as SQL Server's Latin1_General_CI_AS does in what matters: case does not count, nor do
-- trailing blanks. Order among different letters is by code point of the lower-case form.
-- Functions behind operators and operator classes are plpgsql: SQL functions would be inlined, and an
-- index, hash join or foreign key would no longer recognise its operator.

CREATE TYPE tsql.nvarchar;

CREATE FUNCTION tsql.nvarchar_in(cstring, oid, integer) RETURNS tsql.nvarchar
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'varcharin';
CREATE FUNCTION tsql.nvarchar_out(tsql.nvarchar) RETURNS cstring
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'varcharout';
CREATE FUNCTION tsql.nvarchar_receive(internal, oid, integer) RETURNS tsql.nvarchar
LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'varcharrecv';
CREATE FUNCTION tsql.nvarchar_send(tsql.nvarchar) RETURNS bytea
LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'varcharsend';
CREATE FUNCTION tsql.nvarchar_typmod_in(cstring[]) RETURNS integer
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'varchartypmodin';
CREATE FUNCTION tsql.nvarchar_typmod_out(integer) RETURNS cstring
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'varchartypmodout';

CREATE TYPE tsql.nvarchar (
    INPUT = tsql.nvarchar_in,
    OUTPUT = tsql.nvarchar_out,
    RECEIVE = tsql.nvarchar_receive,
    SEND = tsql.nvarchar_send,
    TYPMOD_IN = tsql.nvarchar_typmod_in,
    TYPMOD_OUT = tsql.nvarchar_typmod_out,
    INTERNALLENGTH = VARIABLE,
    STORAGE = extended,
    CATEGORY = 'S',
    COLLATABLE = true
);

-- Length: an explicit CAST truncates, an assignment that would lose more than blanks is error 2628.
CREATE FUNCTION tsql.nvarchar_length(value tsql.nvarchar, typmod integer, is_explicit boolean)
RETURNS tsql.nvarchar
LANGUAGE plpgsql
IMMUTABLE
STRICT
PARALLEL SAFE
AS $$
DECLARE
    content text := value::text;
    length_limit integer := typmod - 4;
BEGIN
    IF typmod < 4 OR char_length(content) <= length_limit THEN
        RETURN value;
    END IF;
    IF NOT is_explicit AND rtrim(substr(content, length_limit + 1), ' ') <> '' THEN
        PERFORM tsql.raise_error(
            2628,
            'String or binary data would be truncated. Truncated value: '''
                || substr(content, 1, length_limit) || '''.',
            16,
            1);
    END IF;
    RETURN substr(content, 1, length_limit)::tsql.nvarchar;
END
$$;

CREATE CAST (tsql.nvarchar AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (text AS tsql.nvarchar) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (tsql.nvarchar AS character varying) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (character varying AS tsql.nvarchar) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (tsql.nvarchar AS tsql.nvarchar)
    WITH FUNCTION tsql.nvarchar_length(tsql.nvarchar, integer, boolean) AS IMPLICIT;

-- The form that comparisons use.
CREATE FUNCTION tsql.nvarchar_compare(a tsql.nvarchar, b tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN bttextcmp(lower(rtrim(a::text, ' ')), lower(rtrim(b::text, ' ')));
END
$$;
CREATE FUNCTION tsql.nvarchar_hash(a tsql.nvarchar) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN hashtext(lower(rtrim(a::text, ' ')));
END
$$;
CREATE FUNCTION tsql.nvarchar_hash_extended(a tsql.nvarchar, seed bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN hashtextextended(lower(rtrim(a::text, ' ')), seed);
END
$$;

-- Operators of nvarchar with itself carry the operator classes; those with text merely compare alike.
DO $operators$
DECLARE
    operator record;
    arguments record;
BEGIN
    FOR arguments IN
        SELECT *
        FROM (VALUES
            ('tsql.nvarchar', 'tsql.nvarchar'),
            ('tsql.nvarchar', 'text'),
            ('text', 'tsql.nvarchar')) AS pairs (left_type, right_type)
    LOOP
        FOR operator IN
            SELECT *
            FROM (VALUES
                ('equal', '=', '=', '<>', 'eqsel', 'eqjoinsel'),
                ('not_equal', '<>', '<>', '=', 'neqsel', 'neqjoinsel'),
                ('less', '<', '>', '>=', 'scalarltsel', 'scalarltjoinsel'),
                ('less_equal', '<=', '>=', '>', 'scalarlesel', 'scalarlejoinsel'),
                ('greater', '>', '<', '<=', 'scalargtsel', 'scalargtjoinsel'),
                ('greater_equal', '>=', '<=', '<', 'scalargesel', 'scalargejoinsel'))
                AS operators (function_name, symbol, commutator, negator, restrict_by, join_by)
        LOOP
            EXECUTE format(
                'CREATE FUNCTION tsql.nvarchar_%s(a %s, b %s) RETURNS boolean
                 LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $f$
                 BEGIN
                     RETURN lower(rtrim(a::text, '' '')) %s lower(rtrim(b::text, '' ''));
                 END
                 $f$',
                operator.function_name, arguments.left_type, arguments.right_type, operator.symbol);
            EXECUTE format(
                'CREATE OPERATOR tsql.%s (
                     LEFTARG = %s, RIGHTARG = %s, FUNCTION = tsql.nvarchar_%s,
                     COMMUTATOR = OPERATOR(tsql.%s), NEGATOR = OPERATOR(tsql.%s), RESTRICT = %s, JOIN = %s %s)',
                operator.symbol, arguments.left_type, arguments.right_type, operator.function_name,
                operator.commutator, operator.negator, operator.restrict_by, operator.join_by,
                CASE
                    WHEN operator.symbol = '=' AND arguments.left_type = arguments.right_type
                    THEN ', HASHES, MERGES'
                    ELSE ''
                END);
        END LOOP;
    END LOOP;
END
$operators$;

CREATE OPERATOR CLASS tsql.nvarchar_btree DEFAULT FOR TYPE tsql.nvarchar USING btree AS
    OPERATOR 1 tsql.<,
    OPERATOR 2 tsql.<=,
    OPERATOR 3 tsql.=,
    OPERATOR 4 tsql.>=,
    OPERATOR 5 tsql.>,
    FUNCTION 1 tsql.nvarchar_compare(tsql.nvarchar, tsql.nvarchar);

CREATE OPERATOR CLASS tsql.nvarchar_hash DEFAULT FOR TYPE tsql.nvarchar USING hash AS
    OPERATOR 1 tsql.=,
    FUNCTION 1 tsql.nvarchar_hash(tsql.nvarchar),
    FUNCTION 2 tsql.nvarchar_hash_extended(tsql.nvarchar, bigint);

CREATE FUNCTION tsql.nvarchar_larger(a tsql.nvarchar, b tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN tsql.nvarchar_compare(a, b) >= 0 THEN a ELSE b END;
END
$$;
CREATE FUNCTION tsql.nvarchar_smaller(a tsql.nvarchar, b tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN tsql.nvarchar_compare(a, b) <= 0 THEN a ELSE b END;
END
$$;
CREATE AGGREGATE tsql.max(tsql.nvarchar) (
    SFUNC = tsql.nvarchar_larger, STYPE = tsql.nvarchar, SORTOP = OPERATOR(tsql.>),
    COMBINEFUNC = tsql.nvarchar_larger, PARALLEL = SAFE);
CREATE AGGREGATE tsql.min(tsql.nvarchar) (
    SFUNC = tsql.nvarchar_smaller, STYPE = tsql.nvarchar, SORTOP = OPERATOR(tsql.<),
    COMBINEFUNC = tsql.nvarchar_smaller, PARALLEL = SAFE);

-- Concatenation needs no collation rules, so the internal function of text serves.
CREATE FUNCTION tsql.nvarchar_concatenate(tsql.nvarchar, tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textcat';
CREATE OPERATOR tsql.|| (
    LEFTARG = tsql.nvarchar, RIGHTARG = tsql.nvarchar, FUNCTION = tsql.nvarchar_concatenate);

CREATE DOMAIN tsql.bit AS smallint
    CONSTRAINT bit_range CHECK (VALUE IN (0, 1));
CREATE DOMAIN tsql.tinyint AS smallint
    CONSTRAINT tinyint_range CHECK (VALUE BETWEEN 0 AND 255);
-- Refuses NaN (greater than every number in PostgreSQL's order) and the infinities.
CREATE DOMAIN tsql.float8 AS double precision
    CONSTRAINT float_range CHECK (VALUE < 'Infinity'::double precision AND VALUE > '-Infinity'::double precision);

-- LIKE of SQL Server: %, _, [a-z], [^a-z] and an escape character; case does not count. Blanks in the
-- pattern count; trailing blanks of the value count only where SQL Server's nvarchar rule says so (they do).
CREATE FUNCTION tsql.like_pattern(pattern text, escape text) RETURNS text
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
DECLARE
    result text := '';
    i integer := 1;
    n integer := char_length(pattern);
    c text;
    closing integer;
    class text;
    body text;
    j integer;
BEGIN
    WHILE i <= n LOOP
        c := substr(pattern, i, 1);
        IF escape IS NOT NULL AND c = escape THEN
            IF i = n THEN
                RETURN NULL;
            END IF;
            i := i + 1;
            result := result || tsql.regex_quote(substr(pattern, i, 1));
        ELSIF c = '%' THEN
            result := result || '.*';
        ELSIF c = '_' THEN
            result := result || '.';
        ELSIF c = '[' THEN
            body := '';
            j := i + 1;
            class := '[';
            IF substr(pattern, j, 1) = '^' THEN
                class := '[^';
                j := j + 1;
            END IF;
            closing := 0;
            WHILE j <= n LOOP
                c := substr(pattern, j, 1);
                IF escape IS NOT NULL AND c = escape AND j < n THEN
                    j := j + 1;
                    body := body || tsql.regex_class_quote(substr(pattern, j, 1));
                ELSIF c = ']' THEN
                    closing := j;
                    EXIT;
                ELSIF c = '-' AND body <> '' AND j < n AND substr(pattern, j + 1, 1) <> ']' THEN
                    body := body || '-';
                ELSE
                    body := body || tsql.regex_class_quote(c);
                END IF;
                j := j + 1;
            END LOOP;
            IF closing = 0 OR body = '' THEN
                -- An unclosed or empty class matches nothing.
                RETURN NULL;
            END IF;
            result := result || class || body || ']';
            i := closing;
        ELSE
            result := result || tsql.regex_quote(c);
        END IF;
        i := i + 1;
    END LOOP;
    RETURN result;
END
$$;

CREATE FUNCTION tsql.regex_quote(c text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN c ~ '[[:alnum:][:space:]_]' OR ascii(c) > 127 THEN c ELSE '\' || c END;
END
$$;

CREATE FUNCTION tsql.regex_class_quote(c text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN c IN ('\', '[', ']', '^', '-') THEN '\' || c ELSE lower(c) END;
END
$$;

CREATE FUNCTION tsql.like_match(value tsql.nvarchar, pattern tsql.nvarchar, escape tsql.nvarchar) RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
DECLARE
    translated text;
BEGIN
    IF value IS NULL OR pattern IS NULL THEN
        RETURN NULL;
    END IF;
    IF char_length(escape::text) <> 1 THEN
        PERFORM tsql.raise_error(506, format(
            'The invalid escape character "%s" was specified in a LIKE predicate.', escape::text), 16, 1);
    END IF;
    IF escape IS NULL AND strpos(pattern::text, '[') = 0 THEN
        RETURN lower(value::text) LIKE replace(lower(pattern::text), '\', '\\');
    END IF;
    translated := tsql.like_pattern(lower(pattern::text), lower(escape::text));
    IF translated IS NULL THEN
        RETURN false;
    END IF;
    RETURN lower(value::text) ~ ('^(?:' || translated || ')$');
END
$$;

CREATE FUNCTION tsql.like_match(value tsql.nvarchar, pattern tsql.nvarchar) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF strpos(pattern::text, '[') = 0 THEN
        RETURN lower(value::text) LIKE replace(lower(pattern::text), '\', '\\');
    END IF;
    RETURN tsql.like_match(value, pattern, NULL);
END
$$;

CREATE FUNCTION tsql.not_like_match(value tsql.nvarchar, pattern tsql.nvarchar) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN NOT tsql.like_match(value, pattern);
END
$$;

CREATE OPERATOR tsql.~~ (
    LEFTARG = tsql.nvarchar, RIGHTARG = tsql.nvarchar, FUNCTION = tsql.like_match,
    NEGATOR = OPERATOR(tsql.!~~), RESTRICT = likesel, JOIN = likejoinsel);
CREATE OPERATOR tsql.!~~ (
    LEFTARG = tsql.nvarchar, RIGHTARG = tsql.nvarchar, FUNCTION = tsql.not_like_match,
    NEGATOR = OPERATOR(tsql.~~), RESTRICT = nlikesel, JOIN = nlikejoinsel);
