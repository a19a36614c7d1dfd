-- The limit of a channel or domain for which a postponed message waits. Written with the other columns of the row. It needs no index: the
-- tallies say where postponed messages are.
ALTER TABLE deliveries ADD COLUMN held_by text;

-- How each sender uses the limits: a few rows, replaced every few seconds.
CREATE TABLE limit_uses (
    sender      text COLLATE "C" NOT NULL,
    limit_code  text COLLATE "C" NOT NULL,
    per_second  double precision NOT NULL,
    held        bigint           NOT NULL,
    reported_at timestamptz      NOT NULL,
    PRIMARY KEY (sender, limit_code)
) WITH (fillfactor = 70);
