-- The one type of each attribute, declared or inferred. empty_texts: texts that stand for no value, one per line.
CREATE TABLE attribute_definitions (
    name        text COLLATE "C" PRIMARY KEY,
    type        text    NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date')),
    declared    boolean NOT NULL,
    label       text,
    format      text,
    empty_texts text    NOT NULL
);
