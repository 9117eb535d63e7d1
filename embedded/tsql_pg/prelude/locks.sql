-- sp_getapplock and sp_releaseapplock on advisory locks.
--
-- A resource is two 64-bit keys. Shared takes the first shared, Exclusive exclusive. Update is compatible
-- with Shared and not with Update: it takes the first shared and the second exclusively; so does Exclusive
-- take both. IntentShared is Shared, IntentExclusive is compatible with itself and not with Shared: it is
-- treated as Exclusive, which is stricter.

-- A transaction's locks vanish with it; a savepoint rolled back gives back those taken since.
CREATE OR REPLACE FUNCTION tsql.applock_key(resource text, principal text, part integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || substr(md5(part::text || ':' || lower(principal) || ':' || resource), 1, 16))::bit(64)::bigint;

CREATE OR REPLACE FUNCTION tsql.applock_mode(
    principal tsql.nvarchar, resource tsql.nvarchar, owner tsql.nvarchar)
RETURNS tsql.nvarchar
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    first bigint := tsql.applock_key(resource::text, principal::text, 1);
    second bigint := tsql.applock_key(resource::text, principal::text, 2);
    held text[];
BEGIN
    SELECT array_agg(mode)
    INTO held
    FROM pg_locks
    WHERE locktype = 'advisory'
        AND pid = pg_backend_pid()
        AND granted
        AND objsubid = 1
        AND ((classid::bigint << 32) | objid::bigint) IN (first, second);
    RETURN CASE
        WHEN held IS NULL THEN 'NoLock'
        WHEN 'ExclusiveLock' = ANY (held) AND 'ShareLock' = ANY (held) THEN 'Update'
        WHEN 'ExclusiveLock' = ANY (held) THEN 'Exclusive'
        ELSE 'Shared'
    END::tsql.nvarchar;
END
$$;

-- 0 granted at once, 1 after a wait, -1 timed out, -3 deadlock victim, -999 wrong argument.
CREATE OR REPLACE FUNCTION tsql.sp_getapplock(
    resource tsql.nvarchar,
    mode tsql.nvarchar,
    owner tsql.nvarchar DEFAULT 'Transaction',
    timeout_ms integer DEFAULT -1,
    principal tsql.nvarchar DEFAULT 'public')
RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    wanted text := lower(mode::text);
    is_session boolean := lower(owner::text) = 'session';
    first bigint := tsql.applock_key(resource::text, principal::text, 1);
    second bigint := tsql.applock_key(resource::text, principal::text, 2);
    previous_timeout text := current_setting('lock_timeout');
    at_once boolean;
BEGIN
    IF resource IS NULL OR wanted IS NULL
        OR wanted NOT IN ('shared', 'update', 'exclusive', 'intentshared', 'intentexclusive')
        OR lower(owner::text) NOT IN ('session', 'transaction') THEN
        RETURN -999;
    END IF;
    at_once := tsql.try_applock(first, second, wanted, is_session);
    IF at_once THEN
        RETURN 0;
    ELSIF timeout_ms = 0 THEN
        RETURN -1;
    END IF;
    BEGIN
        -- PostgreSQL's 0 is "wait for ever", SQL Server's -1.
        PERFORM set_config('lock_timeout', greatest(timeout_ms, 0)::text, true);
        PERFORM tsql.take_applock(first, second, wanted, is_session);
        PERFORM set_config('lock_timeout', previous_timeout, true);
    EXCEPTION
        WHEN lock_not_available THEN
            RETURN -1;
        WHEN deadlock_detected THEN
            RETURN -3;
    END;
    RETURN 1;
END
$$;

CREATE OR REPLACE FUNCTION tsql.try_applock(first bigint, second bigint, wanted text, is_session boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    has_first boolean;
    has_second boolean;
BEGIN
    IF wanted IN ('shared', 'intentshared') THEN
        RETURN CASE WHEN is_session THEN pg_try_advisory_lock_shared(first)
            ELSE pg_try_advisory_xact_lock_shared(first) END;
    ELSIF NOT is_session THEN
        -- A half-taken pair would stay to the end of the transaction: a savepoint gives it back.
        BEGIN
            has_second := pg_try_advisory_xact_lock(second);
            has_first := has_second AND CASE WHEN wanted = 'update' THEN pg_try_advisory_xact_lock_shared(first)
                ELSE pg_try_advisory_xact_lock(first) END;
            IF NOT has_first THEN
                RAISE EXCEPTION USING ERRCODE = 'TSQL9';
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'TSQL9' THEN
                RETURN false;
        END;
        RETURN true;
    END IF;
    has_second := pg_try_advisory_lock(second);
    has_first := has_second AND CASE WHEN wanted = 'update' THEN pg_try_advisory_lock_shared(first)
        ELSE pg_try_advisory_lock(first) END;
    IF has_second AND NOT has_first THEN
        PERFORM pg_advisory_unlock(second);
    END IF;
    RETURN has_first;
END
$$;

CREATE OR REPLACE FUNCTION tsql.take_applock(first bigint, second bigint, wanted text, is_session boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF wanted IN ('shared', 'intentshared') THEN
        IF is_session THEN
            PERFORM pg_advisory_lock_shared(first);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(first);
        END IF;
        RETURN;
    END IF;
    IF is_session THEN
        PERFORM pg_advisory_lock(second);
        BEGIN
            IF wanted = 'update' THEN
                PERFORM pg_advisory_lock_shared(first);
            ELSE
                PERFORM pg_advisory_lock(first);
            END IF;
        EXCEPTION
            WHEN lock_not_available OR deadlock_detected OR query_canceled THEN
                PERFORM pg_advisory_unlock(second);
                RAISE;
        END;
    ELSE
        PERFORM pg_advisory_xact_lock(second);
        IF wanted = 'update' THEN
            PERFORM pg_advisory_xact_lock_shared(first);
        ELSE
            PERFORM pg_advisory_xact_lock(first);
        END IF;
    END IF;
END
$$;

-- Gives one hold of a session-owned lock back; 0, or error 1223 when it is not held. A transaction-owned lock
-- stays, harmlessly, until the transaction ends: PostgreSQL cannot release it earlier.
CREATE OR REPLACE FUNCTION tsql.sp_releaseapplock(
    resource tsql.nvarchar,
    owner tsql.nvarchar DEFAULT 'Transaction',
    principal tsql.nvarchar DEFAULT 'public')
RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    first bigint := tsql.applock_key(resource::text, principal::text, 1);
    second bigint := tsql.applock_key(resource::text, principal::text, 2);
    held text := tsql.applock_mode(principal, resource, owner)::text;
BEGIN
    IF held = 'NoLock' THEN
        PERFORM tsql.raise_error(1223, format(
            'Cannot release the application lock (Database Principal: ''%s'', Resource: ''%s'') because it is not '
            'currently held.', principal::text, resource::text), 16, 1);
    ELSIF lower(owner::text) = 'session' THEN
        IF held = 'Exclusive' THEN
            PERFORM pg_advisory_unlock(first);
            PERFORM pg_advisory_unlock(second);
        ELSIF held = 'Update' THEN
            PERFORM pg_advisory_unlock_shared(first);
            PERFORM pg_advisory_unlock(second);
        ELSE
            PERFORM pg_advisory_unlock_shared(first);
        END IF;
    END IF;
    RETURN 0;
END
$$;

CREATE OR REPLACE FUNCTION tsql.applock_test(
    principal tsql.nvarchar, resource tsql.nvarchar, mode tsql.nvarchar, owner tsql.nvarchar)
RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    first bigint := tsql.applock_key(resource::text, principal::text, 1);
    second bigint := tsql.applock_key(resource::text, principal::text, 2);
BEGIN
    BEGIN
        IF tsql.try_applock(first, second, lower(mode::text), false) THEN
            RAISE EXCEPTION USING ERRCODE = 'TSQL9';
        END IF;
    EXCEPTION
        WHEN SQLSTATE 'TSQL9' THEN
            RETURN 1;
    END;
    RETURN 0;
END
$$;
