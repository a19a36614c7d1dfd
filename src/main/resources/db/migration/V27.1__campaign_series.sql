-- How campaigns have run: their numbers at seconds since their start. At most some hundred rows for each campaign.
CREATE TABLE campaign_series (
    campaign_id text COLLATE "C" NOT NULL,
    second      integer NOT NULL,
    sent        bigint NOT NULL,
    delivered   bigint NOT NULL,
    bounced     bigint NOT NULL,
    failed      bigint NOT NULL,
    skipped     bigint NOT NULL,
    unknown     bigint NOT NULL,
    PRIMARY KEY (campaign_id, second)
);
