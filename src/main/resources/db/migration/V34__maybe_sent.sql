-- True if an attempt may have reached the provider without an answer. Such a message is never counted as skipped. Empty in nearly all rows, so
-- that it takes no space.
ALTER TABLE deliveries ADD COLUMN maybe_sent boolean;
