package io.minicrm.stored;

import io.minicrm.access.AuditEntry;
import java.time.Instant;

/** The fields of an entry of the audit log. */
public final class AuditFields {

    private static final FieldList<AuditEntry> FIELDS = new FieldList<>();

    private static final StoredField<AuditEntry, String> ID = FIELDS.required("id", new FieldType.Id(), AuditEntry::id);
    private static final StoredField<AuditEntry, Instant> AT =
            FIELDS.required("at", new FieldType.Time(), AuditEntry::at);
    private static final StoredField<AuditEntry, String> PRINCIPAL =
            FIELDS.required("principal", FieldList.text(AuditEntry.MAX_TEXT_LENGTH), AuditEntry::principal);
    private static final StoredField<AuditEntry, String> ACTION =
            FIELDS.required("action", FieldList.text(AuditEntry.MAX_TEXT_LENGTH), AuditEntry::action);
    private static final StoredField<AuditEntry, String> OBJECT =
            FIELDS.required("object", FieldList.text(AuditEntry.MAX_TEXT_LENGTH), AuditEntry::object);
    private static final StoredField<AuditEntry, Integer> STATUS =
            FIELDS.required("status", new FieldType.Int(0, Integer.MAX_VALUE), AuditEntry::status);
    private static final StoredField<AuditEntry, String> REQUEST_ID =
            FIELDS.optional("request_id", FieldList.text(AuditEntry.MAX_TEXT_LENGTH), AuditEntry::requestId);

    public static final Mapping<AuditEntry> MAPPING = FIELDS.read(values -> new AuditEntry(
            values.get(ID),
            values.get(AT),
            values.get(PRINCIPAL),
            values.get(ACTION),
            values.get(OBJECT),
            values.get(STATUS),
            values.find(REQUEST_ID)));

    private AuditFields() {}
}
