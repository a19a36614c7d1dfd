package io.minicrm.stored;

import io.minicrm.access.ApiKey;
import io.minicrm.access.Scope;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of an API key. */
public final class ApiKeyFields {

    private static final int MAX_TEXT = 1_000;

    private static final FieldList<ApiKey> FIELDS = new FieldList<>();

    private static final StoredField<ApiKey, String> ID = FIELDS.required("id", new FieldType.Id(), ApiKey::id);
    private static final StoredField<ApiKey, String> NAME =
            FIELDS.required("name", FieldList.text(ApiKey.MAX_NAME_LENGTH), ApiKey::name);
    /** Codes, separated by blanks, as OAuth writes them. */
    private static final StoredField<ApiKey, String> SCOPES =
            FIELDS.required("scopes", FieldList.text(MAX_TEXT), ApiKeyFields::codes);

    private static final StoredField<ApiKey, String> HASH =
            FIELDS.required("hash", FieldList.text(MAX_TEXT), ApiKey::hash);
    private static final StoredField<ApiKey, String> FORMER_HASH =
            FIELDS.optional("former_hash", FieldList.text(MAX_TEXT), ApiKey::formerHash);
    private static final StoredField<ApiKey, Instant> FORMER_UNTIL =
            FIELDS.optional("former_until", new FieldType.Time(), ApiKey::formerUntil);
    private static final StoredField<ApiKey, String> CREATED_BY =
            FIELDS.required("created_by", FieldList.text(MAX_TEXT), ApiKey::createdBy);
    private static final StoredField<ApiKey, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), ApiKey::createdAt);
    private static final StoredField<ApiKey, Instant> EXPIRES_AT =
            FIELDS.optional("expires_at", new FieldType.Time(), ApiKey::expiresAt);
    private static final StoredField<ApiKey, Instant> REVOKED_AT =
            FIELDS.optional("revoked_at", new FieldType.Time(), ApiKey::revokedAt);
    private static final StoredField<ApiKey, Instant> LAST_USED_AT =
            FIELDS.optional("last_used_at", new FieldType.Time(), ApiKey::lastUsedAt);

    public static final Mapping<ApiKey> MAPPING = FIELDS.read(values -> new ApiKey(
            values.get(ID),
            values.get(NAME),
            // A scope that a later version has added is not known here, and grants nothing.
            Stream.of(values.get(SCOPES).split(" "))
                    .flatMap(code -> Scope.ofCode(code).stream())
                    .collect(Collectors.toSet()),
            values.get(HASH),
            values.find(FORMER_HASH),
            values.find(FORMER_UNTIL),
            values.get(CREATED_BY),
            values.get(CREATED_AT),
            values.find(EXPIRES_AT),
            values.find(REVOKED_AT),
            values.find(LAST_USED_AT)));

    private ApiKeyFields() {}

    private static String codes(ApiKey key) {
        return key.scopes().stream().sorted().map(Scope::code).collect(Collectors.joining(" "));
    }
}
