-- HASHBYTES. The wheel has no pgcrypto: MD5 and the SHA-2 family are built in, SHA-1 is written out.

-- FIPS 180-4, section 6.1.
CREATE OR REPLACE FUNCTION tsql.sha1(message bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    mask constant bigint := 4294967295;
    length_in_bits bigint := octet_length(message)::bigint * 8;
    padded bytea;
    w bigint[];
    h0 bigint := x'67452301'::bigint;
    h1 bigint := x'efcdab89'::bigint;
    h2 bigint := x'98badcfe'::bigint;
    h3 bigint := x'10325476'::bigint;
    h4 bigint := x'c3d2e1f0'::bigint;
    a bigint;
    b bigint;
    c bigint;
    d bigint;
    e bigint;
    f bigint;
    k bigint;
    t bigint;
    block integer;
    i integer;
BEGIN
    padded := message || '\x80'::bytea
        || decode(repeat('00', (119 - octet_length(message) % 64) % 64), 'hex') || int8send(length_in_bits);
    FOR block IN 0 .. octet_length(padded) / 64 - 1 LOOP
        w := ARRAY[]::bigint[];
        FOR i IN 0 .. 15 LOOP
            w[i] := (get_byte(padded, block * 64 + i * 4)::bigint << 24)
                | (get_byte(padded, block * 64 + i * 4 + 1) << 16)
                | (get_byte(padded, block * 64 + i * 4 + 2) << 8)
                | get_byte(padded, block * 64 + i * 4 + 3);
        END LOOP;
        FOR i IN 16 .. 79 LOOP
            t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((t << 1) | (t >> 31)) & mask;
        END LOOP;
        a := h0;
        b := h1;
        c := h2;
        d := h3;
        e := h4;
        FOR i IN 0 .. 79 LOOP
            IF i < 20 THEN
                f := (b & c) | ((~b & mask) & d);
                k := x'5a827999'::bigint;
            ELSIF i < 40 THEN
                f := b # c # d;
                k := x'6ed9eba1'::bigint;
            ELSIF i < 60 THEN
                f := (b & c) | (b & d) | (c & d);
                k := x'8f1bbcdc'::bigint;
            ELSE
                f := b # c # d;
                k := x'ca62c1d6'::bigint;
            END IF;
            t := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[i]) & mask;
            e := d;
            d := c;
            c := ((b << 30) | (b >> 2)) & mask;
            b := a;
            a := t;
        END LOOP;
        h0 := (h0 + a) & mask;
        h1 := (h1 + b) & mask;
        h2 := (h2 + c) & mask;
        h3 := (h3 + d) & mask;
        h4 := (h4 + e) & mask;
    END LOOP;
    RETURN decode(
        lpad(to_hex(h0), 8, '0') || lpad(to_hex(h1), 8, '0') || lpad(to_hex(h2), 8, '0')
            || lpad(to_hex(h3), 8, '0') || lpad(to_hex(h4), 8, '0'),
        'hex');
END
$$;

-- NULL for an algorithm that SQL Server does not know.
CREATE OR REPLACE FUNCTION tsql.hashbytes(algorithm tsql.nvarchar, value bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE upper(btrim(algorithm::text))
        WHEN 'SHA2_256' THEN sha256(value)
        WHEN 'SHA2_512' THEN sha512(value)
        WHEN 'MD5' THEN decode(md5(value), 'hex')
        WHEN 'SHA1' THEN tsql.sha1(value)
        WHEN 'SHA' THEN tsql.sha1(value)
    END;
END
$$;
CREATE OR REPLACE FUNCTION tsql.hashbytes(algorithm tsql.nvarchar, value tsql.nvarchar) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN tsql.hashbytes(algorithm, tsql.utf16_bytes(value::text));
END
$$;
CREATE OR REPLACE FUNCTION tsql.hashbytes_ansi(algorithm tsql.nvarchar, value tsql.nvarchar) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN tsql.hashbytes(algorithm, tsql.ansi_bytes(value::text));
END
$$;

CREATE OR REPLACE FUNCTION tsql.newid() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE RETURN gen_random_uuid();
CREATE OR REPLACE FUNCTION tsql.newsequentialid() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE RETURN uuidv7();
