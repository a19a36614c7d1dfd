-- Campaigns that somebody has begun to write. The content is what the API shows of it; the sender is set while it is being sent. Ids sort by time.
CREATE TABLE campaign_drafts (
    id         text COLLATE "C" PRIMARY KEY,
    content    text        NOT NULL,
    created_by text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision   integer     NOT NULL,
    sender     text
);
