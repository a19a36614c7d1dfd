-- Records that named a campaign and that no worker could read. Where a record came from is its identity, so that one which is buried
-- twice counts once.
CREATE TABLE dead_letters (
    campaign      integer NOT NULL,
    topic         text COLLATE "C" NOT NULL,
    partition     integer NOT NULL,
    record_offset bigint NOT NULL,
    PRIMARY KEY (campaign, topic, partition, record_offset)
);
