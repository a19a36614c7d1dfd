-- Whether leads with the same address each get the message of a campaign; null for campaigns of earlier versions.
ALTER TABLE campaigns
    ADD COLUMN duplicate_addresses text CHECK (duplicate_addresses IN ('skip', 'send'));

-- The leads of a chunk whose address another lead of the audience has; null if there are none.
ALTER TABLE chunks
    ADD COLUMN duplicate_ids text[];
