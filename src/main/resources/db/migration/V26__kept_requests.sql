-- Requests that came with an idempotency key, with their answers, until they expire. The id is a hash of principal and
-- key; the answer is null while the request is carried out.
CREATE TABLE kept_requests (
    id          text COLLATE "C" PRIMARY KEY,
    principal   text        NOT NULL,
    seed        text        NOT NULL,
    holder      text        NOT NULL,
    held_until  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    fingerprint text,
    answer      text
);
CREATE INDEX ON kept_requests (expires_at);
