-- A blank text is not an address, nor a name. The characters are those of io.minicrm.text.Blank.
UPDATE leads SET
    name = CASE WHEN name ~ blank.pattern THEN NULL ELSE name END,
    email = CASE WHEN email ~ blank.pattern THEN NULL ELSE email END,
    phone = CASE WHEN phone ~ blank.pattern THEN NULL ELSE phone END
FROM (SELECT U&'^[\0009-\000D\001C-\0020\0085\00A0\00AD\1680\180E\2000-\200F\2028-\202F\205F\2060\3000\FEFF]*$' AS pattern) blank
WHERE name ~ blank.pattern OR email ~ blank.pattern OR phone ~ blank.pattern;

-- What io.minicrm.lead.Address makes of a phone number: its digits, after a + if there is one before the first digit.
CREATE FUNCTION phone_key(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN value COLLATE "C" ~ '^[^0-9]*\+' THEN '+' ELSE '' END
        || regexp_replace(value COLLATE "C", '[^0-9]', '', 'g');
