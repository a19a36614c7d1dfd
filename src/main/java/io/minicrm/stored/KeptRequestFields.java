package io.minicrm.stored;

import io.minicrm.idempotency.KeptRequest;
import java.time.Instant;

/** The fields of a request with an idempotency key. */
public final class KeptRequestFields {

    private static final int MAX_TEXT = 1_000;

    private static final FieldList<KeptRequest> FIELDS = new FieldList<>();

    private static final StoredField<KeptRequest, String> ID =
            FIELDS.required("id", new FieldType.Id(), KeptRequest::id);
    private static final StoredField<KeptRequest, String> PRINCIPAL =
            FIELDS.required("principal", FieldList.text(MAX_TEXT), KeptRequest::principal);
    private static final StoredField<KeptRequest, String> SEED =
            FIELDS.required("seed", new FieldType.Id(), KeptRequest::seed);
    private static final StoredField<KeptRequest, String> HOLDER =
            FIELDS.required("holder", new FieldType.Id(), KeptRequest::holder);
    private static final StoredField<KeptRequest, Instant> HELD_UNTIL =
            FIELDS.required("held_until", new FieldType.Time(), KeptRequest::heldUntil);
    private static final StoredField<KeptRequest, Instant> EXPIRES_AT =
            FIELDS.required("expires_at", new FieldType.Time(), KeptRequest::expiresAt);
    private static final StoredField<KeptRequest, String> FINGERPRINT =
            FIELDS.optional("fingerprint", FieldList.text(MAX_TEXT), KeptRequest::fingerprint);
    private static final StoredField<KeptRequest, String> ANSWER =
            FIELDS.optional("answer", FieldList.text(KeptRequest.MAX_ANSWER_LENGTH), KeptRequest::answer);

    public static final Mapping<KeptRequest> MAPPING = FIELDS.read(values -> new KeptRequest(
            values.get(ID),
            values.get(PRINCIPAL),
            values.get(SEED),
            values.get(HOLDER),
            values.get(HELD_UNTIL),
            values.get(EXPIRES_AT),
            values.find(FINGERPRINT),
            values.find(ANSWER)));

    private KeptRequestFields() {}
}
