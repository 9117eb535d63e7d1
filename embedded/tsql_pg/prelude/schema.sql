-- Schemas of the engine and the record of what is installed.

CREATE SCHEMA tsql;
CREATE SCHEMA sys;
CREATE SCHEMA information_schema_tsql;
CREATE SCHEMA dbo;

GRANT USAGE ON SCHEMA tsql, sys, information_schema_tsql, dbo TO PUBLIC;

CREATE TABLE tsql.prelude (
    once_hash text NOT NULL,
    prelude_hash text NOT NULL
);

-- Raises an error as SQL Server shows it: SQLSTATE TSQL0, its text, and number, severity, state as detail.
-- Volatile, so that the planner never evaluates a call that a condition guards.
CREATE FUNCTION tsql.raise_error(number integer, message text, severity integer, state integer)
RETURNS text
LANGUAGE plpgsql
VOLATILE
PARALLEL SAFE
AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'TSQL0',
        MESSAGE = message,
        DETAIL = number || ',' || severity || ',' || state;
END
$$;
