package io.minicrm.stored;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.time.Instant;

/** The fields of a lead. */
public final class LeadFields {

    private static final FieldList<Lead> FIELDS = new FieldList<>();

    private static final StoredField<Lead, String> ID = FIELDS.required("id", new FieldType.Id(), Lead::id);
    private static final StoredField<Lead, String> NAME =
            FIELDS.optional("name", FieldList.text(Lead.MAX_TEXT_LENGTH), Lead::name);
    private static final StoredField<Lead, String> EMAIL =
            FIELDS.optional("email", FieldList.text(Lead.MAX_TEXT_LENGTH), Lead::email);
    private static final StoredField<Lead, String> PHONE =
            FIELDS.optional("phone", FieldList.text(Lead.MAX_TEXT_LENGTH), Lead::phone);
    private static final StoredField<Lead, Boolean> UNSUBSCRIBED =
            FIELDS.required("unsubscribed", new FieldType.Flag(), Lead::unsubscribed);
    private static final StoredField<Lead, Attributes> ATTRIBUTES =
            FIELDS.required("attributes", new FieldType.AttributeValues(), Lead::attributes);
    private static final StoredField<Lead, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), Lead::createdAt);

    public static final Mapping<Lead> MAPPING = FIELDS.read(values -> new Lead(
            values.get(ID),
            values.find(NAME),
            values.find(EMAIL),
            values.find(PHONE),
            values.get(UNSUBSCRIBED),
            values.get(ATTRIBUTES),
            values.get(CREATED_AT)));

    private LeadFields() {}
}
