-- QUOTENAME, PARSENAME and FORMATMESSAGE.

CREATE OR REPLACE FUNCTION tsql.quotename(value tsql.nvarchar, quote tsql.nvarchar DEFAULT '[') RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    opening text;
    closing text;
    pairs constant text := '[]{}()<>';
BEGIN
    IF char_length(value::text) > 128 THEN
        RETURN NULL;
    ELSIF quote::text IN ('''', '"', '`') THEN
        opening := quote::text;
        closing := quote::text;
    ELSIF char_length(quote::text) = 1 AND strpos(pairs, quote::text) > 0 THEN
        opening := substr(pairs, ((strpos(pairs, quote::text) + 1) / 2) * 2 - 1, 1);
        closing := substr(pairs, ((strpos(pairs, quote::text) + 1) / 2) * 2, 1);
    ELSE
        RETURN NULL;
    END IF;
    RETURN (opening || replace(value::text, closing, closing || closing) || closing)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.parsename(name tsql.nvarchar, part integer) RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts text[] := tsql.name_parts(name::text);
    n integer := cardinality(parts);
BEGIN
    RETURN CASE WHEN part BETWEEN 1 AND n AND n <= 4 THEN nullif(parts[n + 1 - part], '')::tsql.nvarchar END;
END
$$;

-- The parts of a name such as [db].[my schema].t, brackets and double quotes taken off; NULL when ill-formed.
CREATE OR REPLACE FUNCTION tsql.name_parts(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    rest text := btrim(name);
    parts text[] := ARRAY[]::text[];
    found text[];
BEGIN
    LOOP
        found := regexp_match(rest, '^\s*(?:\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"|([^\[\]".]*))\s*(\.|$)');
        IF found IS NULL THEN
            RETURN NULL;
        END IF;
        parts := parts || coalesce(replace(found[1], ']]', ']'), replace(found[2], '""', '"'), btrim(found[3]));
        EXIT WHEN found[4] = '';
        rest := regexp_replace(rest, '^\s*(?:\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"|[^\[\]".]*)\s*\.', '');
    END LOOP;
    RETURN parts;
END
$$;

-- printf's %s %d %i %u %x %X %o with flags and width; NULL shows as (null), as in SQL Server.
CREATE OR REPLACE FUNCTION tsql.formatmessage(message tsql.nvarchar, VARIADIC arguments tsql.nvarchar[])
RETURNS tsql.nvarchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    rest text := message::text;
    result text := '';
    found text[];
    shown text;
    place integer;
    n integer := 0;
BEGIN
    IF message IS NULL THEN
        RETURN NULL;
    END IF;
    LOOP
        place := strpos(rest, '%');
        EXIT WHEN place = 0;
        result := result || left(rest, place - 1);
        rest := substr(rest, place);
        IF left(rest, 2) = '%%' THEN
            result := result || '%';
            rest := substr(rest, 3);
            CONTINUE;
        END IF;
        found := regexp_match(rest, '^%([-+ 0#]*)(\d*)(?:\.(\d+))?(?:I64|l|h)?([sdiuxXo])');
        IF found IS NULL THEN
            PERFORM tsql.raise_error(2787, format('Invalid format specification: ''%s''.', left(rest, 10)), 16, 1);
        END IF;
        n := n + 1;
        shown := arguments[n]::text;
        IF shown IS NULL THEN
            shown := '(null)';
        ELSIF found[4] IN ('x', 'X', 'o') THEN
            shown := CASE found[4]
                WHEN 'x' THEN to_hex(shown::integer)
                WHEN 'X' THEN upper(to_hex(shown::integer))
                ELSE to_oct(shown::integer)
            END;
            IF strpos(found[1], '#') > 0 THEN
                shown := CASE found[4] WHEN 'o' THEN '0' ELSE '0' || found[4] END || shown;
            END IF;
        ELSIF found[4] = 'u' AND left(shown, 1) = '-' THEN
            shown := (shown::bigint + 4294967296)::text;
        ELSIF found[4] IN ('d', 'i') AND strpos(found[1], '+') > 0 AND left(shown, 1) <> '-' THEN
            shown := '+' || shown;
        ELSIF found[4] = 's' AND found[3] IS NOT NULL THEN
            shown := left(shown, found[3]::integer);
        END IF;
        IF found[2] <> '' AND char_length(shown) < found[2]::integer THEN
            shown := CASE
                WHEN strpos(found[1], '-') > 0 THEN rpad(shown, found[2]::integer)
                WHEN strpos(found[1], '0') > 0 AND found[4] <> 's' AND left(shown, 1) = '-'
                    THEN '-' || lpad(substr(shown, 2), found[2]::integer - 1, '0')
                WHEN strpos(found[1], '0') > 0 AND found[4] <> 's' THEN lpad(shown, found[2]::integer, '0')
                ELSE lpad(shown, found[2]::integer)
            END;
        END IF;
        result := result || shown;
        rest := regexp_replace(rest, '^%[-+ 0#]*\d*(?:\.\d+)?(?:I64|l|h)?[sdiuxXo]', '');
    END LOOP;
    RETURN left(result || rest, 2047)::tsql.nvarchar;
END
$$;
CREATE OR REPLACE FUNCTION tsql.formatmessage(message tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN tsql.formatmessage(message, VARIADIC ARRAY[]::tsql.nvarchar[]);
