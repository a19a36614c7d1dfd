-- Names this installation. The topics carry the same id, so that a process does not work on the topics of another database.
CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id       text NOT NULL
);

INSERT INTO installation (id) VALUES (gen_random_uuid()::text);
