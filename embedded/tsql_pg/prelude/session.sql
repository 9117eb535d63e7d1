-- Who and where: the engine sets tsql.login, tsql.user_name, tsql.host and tsql.app for each session.

CREATE OR REPLACE FUNCTION tsql.original_login() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('tsql.login', true), ''), session_user::text)::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.suser_sname() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE RETURN tsql.original_login();
CREATE OR REPLACE FUNCTION tsql.user_name() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('tsql.user_name', true), ''), 'dbo')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.host_name() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('tsql.host', true), '')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.app_name() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('tsql.app', true), ''), current_setting('application_name'))::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.db_name() RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('tsql.database', true), ''), 'embedded')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.db_name(id integer) RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE WHEN id = 5 THEN tsql.db_name() END;
CREATE OR REPLACE FUNCTION tsql.db_id() RETURNS smallint
LANGUAGE sql STABLE PARALLEL SAFE RETURN 5::smallint;
CREATE OR REPLACE FUNCTION tsql.db_id(name tsql.nvarchar) RETURNS smallint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN name OPERATOR(tsql.=) tsql.db_name() THEN 5::smallint END;
CREATE OR REPLACE FUNCTION tsql.session_id() RETURNS integer
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN pg_backend_pid();
CREATE OR REPLACE FUNCTION tsql.session_context(key tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('tsql.ctx_' || regexp_replace(lower(key::text), '\W', '_', 'g'), true), '')::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.set_session_context(key tsql.nvarchar, value tsql.nvarchar) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config(
        'tsql.ctx_' || regexp_replace(lower(key::text), '\W', '_', 'g'), coalesce(value::text, ''), false);
END
$$;

CREATE OR REPLACE FUNCTION tsql.serverproperty(property tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE lower(property::text)
    WHEN 'productversion' THEN '14.0.1000.169'
    WHEN 'productmajorversion' THEN '14'
    WHEN 'productlevel' THEN 'RTM'
    WHEN 'edition' THEN 'Embedded engine on PostgreSQL'
    WHEN 'engineedition' THEN '3'
    WHEN 'collation' THEN 'Latin1_General_CI_AS'
    WHEN 'servername' THEN 'embedded'
    WHEN 'machinename' THEN 'embedded'
    WHEN 'ishadrenabled' THEN '0'
END::tsql.nvarchar;
CREATE OR REPLACE FUNCTION tsql.databasepropertyex(name tsql.nvarchar, property tsql.nvarchar) RETURNS tsql.nvarchar
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN name OPERATOR(tsql.=) tsql.db_name() THEN CASE lower(property::text)
    WHEN 'updateability' THEN 'READ_WRITE'
    WHEN 'status' THEN 'ONLINE'
    WHEN 'recovery' THEN 'FULL'
    WHEN 'collation' THEN 'Latin1_General_CI_AS'
    WHEN 'useraccess' THEN 'MULTI_USER'
END END::tsql.nvarchar;
