-- The lines that go with a message (MessageHeader) as one value by name, so that another one needs no column.
ALTER TABLE campaigns ADD COLUMN headers jsonb;
UPDATE campaigns SET headers = jsonb_build_object('subject', subject) WHERE subject IS NOT NULL;
ALTER TABLE campaigns DROP COLUMN subject;
