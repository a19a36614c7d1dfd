-- What a second person has approved of a large campaign: a digest of its frozen audience and its content.
CREATE TABLE campaign_approvals (
    campaign_id text COLLATE "C" PRIMARY KEY,
    digest      text        NOT NULL,
    approved_by text        NOT NULL,
    approved_at timestamptz NOT NULL
);
