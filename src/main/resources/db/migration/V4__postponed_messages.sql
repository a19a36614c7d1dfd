-- deliveries.attempt has always counted how often a message was published, postponements included. It gets the name of what it counts,
-- and room to count on: attempts are failures + 1. (A change of the type rewrites the table: about a minute for 50 million rows.)
ALTER TABLE deliveries RENAME COLUMN attempt TO round;
ALTER TABLE deliveries ALTER COLUMN round TYPE integer;

-- Messages that a gate has postponed. Their status is stored as 8; DeliveryStatus lists the codes.
ALTER TABLE chunk_progress ADD COLUMN postponed integer NOT NULL DEFAULT 0;
