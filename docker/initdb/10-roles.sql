-- The three roles of an installation, once per database server. Run by psql as a superuser; can be run again.
-- Passwords come from the environment (GIOT_OWNER_PASSWORD, GIOT_APP_PASSWORD), so that no process list shows them.
-- The names are fixed: migrations name them.
\set ON_ERROR_STOP on
\set QUIET on
\getenv owner_password GIOT_OWNER_PASSWORD
\getenv app_password GIOT_APP_PASSWORD

-- owner: migrations, imports, dumps, key rotation. BYPASSRLS, since every policy is forced: without it a data
-- migration would silently change nothing.
SELECT 'CREATE ROLE giot_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'giot_owner') \gexec
ALTER ROLE giot_owner LOGIN BYPASSRLS CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION PASSWORD :'owner_password';

-- app: what web, worker and beat connect as. Bound by every policy, owns nothing.
SELECT 'CREATE ROLE giot_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'giot_app') \gexec
ALTER ROLE giot_app LOGIN NOBYPASSRLS NOCREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION PASSWORD :'app_password';

-- door: nobody signs in as it. It owns the SECURITY DEFINER functions that answer across tenants.
SELECT 'CREATE ROLE giot_door' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'giot_door') \gexec
ALTER ROLE giot_door NOLOGIN BYPASSRLS NOCREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION;
GRANT giot_door TO giot_owner;
