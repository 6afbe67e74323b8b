-- What one database of an installation needs before its first migration. Run by psql as a superuser, connected to that
-- database; can be run again.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

SELECT format('ALTER DATABASE %I OWNER TO giot_owner', current_database()) \gexec

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;

ALTER SCHEMA public OWNER TO giot_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO giot_app;
GRANT USAGE, CREATE ON SCHEMA public TO giot_door;

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO giot_app', current_database()) \gexec

ALTER DEFAULT PRIVILEGES FOR ROLE giot_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO giot_app;
ALTER DEFAULT PRIVILEGES FOR ROLE giot_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO giot_app;
ALTER DEFAULT PRIVILEGES FOR ROLE giot_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO giot_app;
ALTER DEFAULT PRIVILEGES FOR ROLE giot_owner IN SCHEMA public GRANT SELECT ON TABLES TO giot_door;
