-- Imports of files as jobs. The owner is the process that runs a job; seen_at is when it, or while the job waits a process of its folder,
-- last said that it is there.
CREATE TABLE imports (
    id               text COLLATE "C" PRIMARY KEY,
    kind             text        NOT NULL,
    path             text,
    parameters       text        NOT NULL,
    folder           text        NOT NULL,
    created_by       text,
    created_at       timestamptz NOT NULL,
    idempotency_key  text UNIQUE,
    request_hash     text        NOT NULL,
    status           text        NOT NULL,
    attempts         integer     NOT NULL,
    cancel_requested boolean     NOT NULL,
    started_at       timestamptz,
    finished_at      timestamptz,
    bytes_read       bigint      NOT NULL,
    bytes_total      bigint      NOT NULL,
    imported         bigint      NOT NULL,
    updated          bigint      NOT NULL,
    unchanged        bigint      NOT NULL,
    rejected         bigint      NOT NULL,
    unread           bigint      NOT NULL,
    file             text,
    failure_line     bigint,
    failure_field    text,
    failure_message  text,
    owner            text,
    seen_at          timestamptz NOT NULL
);
-- Asked for once a second; there are only a few.
CREATE INDEX ON imports (folder, id) WHERE finished_at IS NULL;

-- The first rejected rows of each import.
CREATE TABLE import_errors (
    import_id text COLLATE "C" NOT NULL REFERENCES imports ON DELETE CASCADE,
    line      bigint NOT NULL,
    field     text   NOT NULL,
    message   text   NOT NULL,
    PRIMARY KEY (import_id, line)
);
