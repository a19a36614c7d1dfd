-- Chunks whose records vanished from Kafka are published again from the plan: how often, when last, and when again at the earliest.
ALTER TABLE chunk_progress
    ADD COLUMN republished integer NOT NULL DEFAULT 0,
    ADD COLUMN republished_at timestamptz,
    ADD COLUMN republish_at timestamptz;
