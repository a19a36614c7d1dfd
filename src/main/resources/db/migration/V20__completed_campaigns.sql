-- The last completed campaigns of a channel, from which the duration of the next one is estimated. Without this index, creating a campaign
-- reads all earlier ones.
CREATE INDEX campaigns_completed ON campaigns (channel, finished_at DESC)
    WHERE status = 'completed' AND max_rate IS NULL AND started_at IS NOT NULL;
