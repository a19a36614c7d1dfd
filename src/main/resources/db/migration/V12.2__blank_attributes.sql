-- A blank text is not a value.
UPDATE leads SET attributes = (
    SELECT coalesce(jsonb_object_agg(key, value), '{}')
    FROM jsonb_each(attributes)
    WHERE NOT jsonb_path_exists(value, '$ ? (@ like_regex "^[\u0009-\u000D\u001C-\u0020\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F\u2060\u3000\uFEFF]*$")')
       OR jsonb_typeof(value) <> 'string')
WHERE jsonb_path_exists(attributes, 'strict $.* ? (@.type() == "string" && @ like_regex "^[\u0009-\u000D\u001C-\u0020\u0085\u00A0\u00AD\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F\u2060\u3000\uFEFF]*$")');
