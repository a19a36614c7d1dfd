package io.minicrm.stored;

import io.minicrm.consent.Consent;
import java.time.Instant;

/** The fields of a consent. */
public final class ConsentFields {

    private static final FieldList<Consent> FIELDS = new FieldList<>();

    private static final StoredField<Consent, String> LEAD_ID =
            FIELDS.required("lead_id", new FieldType.Id(), Consent::leadId);
    private static final StoredField<Consent, String> ID = FIELDS.required("id", new FieldType.Id(), Consent::id);
    private static final StoredField<Consent, String> SOURCE =
            FIELDS.required("source", FieldList.text(Consent.MAX_SOURCE_LENGTH), Consent::source);
    private static final StoredField<Consent, Instant> AT = FIELDS.required("at", new FieldType.Time(), Consent::at);

    public static final Mapping<Consent> MAPPING =
            FIELDS.read(values -> new Consent(values.get(LEAD_ID), values.get(ID), values.get(SOURCE), values.get(AT)));

    private ConsentFields() {}
}
