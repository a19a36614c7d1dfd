-- Ids and texts compare by code point everywhere, whatever the collation of the database.

CREATE TABLE leads (
    id           text COLLATE "C" PRIMARY KEY,
    name         text COLLATE "C",
    email        text COLLATE "C",
    phone        text COLLATE "C",
    unsubscribed boolean     NOT NULL,
    attributes   jsonb       NOT NULL,
    created_at   timestamptz NOT NULL
);

-- Which attributes leads were stored with, and of which types; never shrinks.
CREATE TABLE lead_attributes (
    name text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date')),
    PRIMARY KEY (name, type)
);

CREATE TABLE segments (
    id         text COLLATE "C" PRIMARY KEY,
    name       text        NOT NULL,
    rule       jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- The instant that a text stands for, to the millisecond; null when the text is no date. Accepts what
-- io.minicrm.lead.IsoInstant accepts. The shape is looked at first: PostgreSQL itself reads far more ('now', '4 Sep 2012').
-- Immutable, for every text that gets as far as a cast carries its own offset. Digits are looked at all at once and the usual
-- shapes without a regular expression: one expression for the whole grammar takes twice as long.
CREATE FUNCTION lead_instant(value text) RETURNS timestamptz
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
    shape text;
BEGIN
    IF octet_length(value) = 10 THEN
        IF translate(value, '123456789', '000000000') = '0000-00-00' AND pg_input_is_valid(value, 'timestamptz') THEN
            RETURN (value || 'Z')::timestamptz;
        END IF;
    ELSIF octet_length(value) BETWEEN 20 AND 32 THEN
        shape := translate(value, '123456789', '000000000');
        IF (shape IN ('0000-00-00T00:00:00Z', '0000-00-00T00:00:00.000Z')
                OR shape ~ '^0000-00-00T00:00:00(\.0{1,6})?(Z|[+-]00:00)$')
            -- PostgreSQL also reads 24:00:00, second 60, and offsets up to 15:59.
            AND value NOT LIKE '___________24%'
            AND value NOT LIKE '_________________60%'
            AND value NOT LIKE '%+15:__'
            AND value NOT LIKE '%-15:__'
            AND pg_input_is_valid(value, 'timestamptz')
        THEN
            RETURN date_bin('1 millisecond', value::timestamptz, '2000-01-01Z');
        END IF;
    END IF;
    RETURN NULL;
END
$$;
