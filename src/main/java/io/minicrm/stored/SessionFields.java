package io.minicrm.stored;

import io.minicrm.access.Session;
import java.time.Instant;

/** The fields of a session. */
public final class SessionFields {

    private static final FieldList<Session> FIELDS = new FieldList<>();

    private static final StoredField<Session, String> HASH = FIELDS.required("hash", new FieldType.Id(), Session::hash);
    private static final StoredField<Session, String> USER_ID =
            FIELDS.required("user_id", new FieldType.Id(), Session::userId);
    private static final StoredField<Session, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), Session::createdAt);
    private static final StoredField<Session, Instant> SEEN_AT =
            FIELDS.required("seen_at", new FieldType.Time(), Session::seenAt);

    public static final Mapping<Session> MAPPING = FIELDS.read(
            values -> new Session(values.get(HASH), values.get(USER_ID), values.get(CREATED_AT), values.get(SEEN_AT)));

    private SessionFields() {}
}
