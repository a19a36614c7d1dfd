-- Campaigns are numbered: the number is a tenth of the id's size in every row of the delivery log.
CREATE TABLE campaigns (
    number          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text COLLATE "C" NOT NULL UNIQUE,
    name            text NOT NULL,
    segment_id      text NOT NULL,
    rule            jsonb NOT NULL,
    template        text NOT NULL,
    subject         text,
    channel         text NOT NULL,
    chunk_size      integer NOT NULL,
    created_by      text,
    created_at      timestamptz NOT NULL,
    scheduled_at    timestamptz,
    max_rate        integer,
    idempotency_key text UNIQUE,
    request_hash    text,
    status          text NOT NULL,
    audience        bigint NOT NULL,
    chunks          integer NOT NULL,
    planned_at      timestamptz,
    started_at      timestamptz,
    finished_at     timestamptz,
    -- Chunks are published in order: all before this one are.
    next_chunk      integer NOT NULL DEFAULT 0,
    lease_owner     text,
    lease_until     timestamptz
);

CREATE INDEX campaigns_unfinished ON campaigns (number) WHERE finished_at IS NULL;

-- The plan: written once, never changed.
CREATE TABLE chunks (
    campaign   integer NOT NULL,
    index      integer NOT NULL,
    job_id     text NOT NULL,
    lead_ids   text[] NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (campaign, index)
);

-- How far each chunk is, and its tally. An audience is cut in order of lead id, so a chunk is a range of lead ids: its rows in the
-- delivery log are found by that log's primary key, without a further index on the hottest table.
CREATE TABLE chunk_progress (
    campaign        integer NOT NULL,
    index           integer NOT NULL,
    leads           integer NOT NULL,
    first_lead      text COLLATE "C" NOT NULL,
    last_lead       text COLLATE "C" NOT NULL,
    published_at    timestamptz,
    next_attempt_at timestamptz,
    sending         integer NOT NULL DEFAULT 0,
    retrying        integer NOT NULL DEFAULT 0,
    unknown         integer NOT NULL DEFAULT 0,
    skipped         integer NOT NULL DEFAULT 0,
    failed          integer NOT NULL DEFAULT 0,
    sent            integer NOT NULL DEFAULT 0,
    delivered       integer NOT NULL DEFAULT 0,
    bounced         integer NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign, index)
) WITH (fillfactor = 70);

CREATE INDEX chunk_progress_retries ON chunk_progress (campaign, next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- One row for each message. status is the rung of the ladder: 0 sending, 1 retrying, 2 unknown, 3 skipped, 4 failed, 5 sent,
-- 6 delivered, 7 bounced. No column that changes is indexed, so that updates stay on their page (HOT).
CREATE TABLE deliveries (
    campaign            integer NOT NULL,
    chunk_index         integer NOT NULL,
    claimed_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    next_attempt_at     timestamptz,
    claim               uuid NOT NULL,
    status              smallint NOT NULL,
    attempt             smallint NOT NULL,
    failures            smallint NOT NULL DEFAULT 0,
    lead_id             text COLLATE "C" NOT NULL,
    provider_message_id text,
    error               text,
    PRIMARY KEY (campaign, lead_id)
) WITH (fillfactor = 70);

-- Chunks that receipts have touched since they were last counted. Only ever appended to and taken from, so that workers never wait
-- for each other here.
CREATE TABLE touched_chunks (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign integer NOT NULL,
    index    integer NOT NULL
);

CREATE TABLE send_limits (
    scope      text NOT NULL CHECK (scope IN ('channel', 'domain')),
    name       text COLLATE "C" NOT NULL,
    per_second integer NOT NULL CHECK (per_second > 0),
    PRIMARY KEY (scope, name)
);
