-- Who agreed to be contacted, when and where.
CREATE TABLE consents (
    lead_id text COLLATE "C" NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    id      text COLLATE "C" NOT NULL,
    source  text             NOT NULL,
    at      timestamptz      NOT NULL,
    PRIMARY KEY (lead_id, id)
);
