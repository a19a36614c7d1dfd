#!/bin/sh
# The image of PostgreSQL runs this once, on an empty volume: mini-crm gets a role that owns its database and nothing else.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set "password=$MINI_CRM_PASSWORD" <<'SQL'
CREATE ROLE mini_crm LOGIN PASSWORD :'password';
CREATE DATABASE mini_crm OWNER mini_crm;
REVOKE CONNECT ON DATABASE mini_crm FROM PUBLIC;
SQL
