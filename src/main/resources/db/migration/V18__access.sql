-- Keys with which programs use the API. Secrets are not stored, only their SHA-256; they are random, so a slow hash would add nothing.
CREATE TABLE api_keys (
    id           text COLLATE "C" PRIMARY KEY,
    name         text        NOT NULL,
    scopes       text        NOT NULL,
    hash         text        NOT NULL,
    former_hash  text,
    former_until timestamptz,
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

-- Who did what. Rows are added and never changed; ids are in order of time.
CREATE TABLE audit_log (
    id         text COLLATE "C" PRIMARY KEY,
    at         timestamptz NOT NULL,
    principal  text COLLATE "C" NOT NULL,
    action     text        NOT NULL,
    object     text        NOT NULL,
    status     integer     NOT NULL,
    request_id text
);
CREATE INDEX ON audit_log (principal, id);
