-- The instant that a text stands for in a time zone, to the millisecond; null if the text is not a date. Accepts what
-- io.minicrm.lead.DateText accepts. Immutable: a text with an offset carries it, and any other is read in the given zone.
-- lead_instant(text) of V1 stays, because processes of the previous version may still use it.
CREATE FUNCTION lead_instant(value text, zone text) RETURNS timestamptz
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
    shape text;
BEGIN
    IF octet_length(value) = 10 THEN
        IF translate(value, '123456789', '000000000') = '0000-00-00' AND pg_input_is_valid(value, 'timestamp') THEN
            RETURN value::timestamp AT TIME ZONE zone;
        END IF;
    ELSIF octet_length(value) BETWEEN 16 AND 32 THEN
        shape := translate(value, '123456789', '000000000');
        IF (shape IN ('0000-00-00T00:00:00Z', '0000-00-00T00:00:00.000Z', '0000-00-00 00:00:00')
                OR shape ~ '^0000-00-00[T ]00:00(:00(\.0{1,6})?)?(Z|[+-]00(:?00)?)?$')
            -- PostgreSQL also reads 24:00:00, second 60, and offsets up to 15:59.
            AND value NOT LIKE '___________24%'
            AND value NOT LIKE '________________:60%'
            AND substr(value, 17) !~ '[+-]15'
            AND pg_input_is_valid(value, 'timestamptz')
        THEN
            IF shape ~ '(Z|[+-]00(:?00)?)$' THEN
                RETURN date_bin('1 millisecond', value::timestamptz, '2000-01-01Z');
            END IF;
            RETURN date_bin('1 millisecond', value::timestamp, '2000-01-01') AT TIME ZONE zone;
        END IF;
    END IF;
    RETURN NULL;
END
$$;

-- When the audience of a campaign is frozen; null for campaigns of earlier versions: when they were created.
ALTER TABLE campaigns
    ADD COLUMN audience_time text CHECK (audience_time IN ('at_creation', 'at_start'));
