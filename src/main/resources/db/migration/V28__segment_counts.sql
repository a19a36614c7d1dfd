-- How many leads a segment had when it was last counted, and which version of the segment that was.
CREATE TABLE segment_counts (
    segment_id         text COLLATE "C" PRIMARY KEY REFERENCES segments ON DELETE CASCADE,
    segment_updated_at timestamptz NOT NULL,
    leads              bigint NOT NULL,
    counted_at         timestamptz NOT NULL
);
