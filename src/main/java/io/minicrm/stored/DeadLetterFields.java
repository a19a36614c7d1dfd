package io.minicrm.stored;

import io.minicrm.stored.Entry.StoredDeadLetter;

/** The fields of a dead letter. */
public final class DeadLetterFields {

    private static final FieldList<StoredDeadLetter> FIELDS = new FieldList<>();

    private static final StoredField<StoredDeadLetter, String> CAMPAIGN_ID =
            FIELDS.required("campaign_id", new FieldType.Id(), StoredDeadLetter::campaignId);
    private static final StoredField<StoredDeadLetter, String> TOPIC =
            FIELDS.required("topic", new FieldType.Id(), StoredDeadLetter::topic);
    private static final StoredField<StoredDeadLetter, Integer> PARTITION =
            FIELDS.required("partition", new FieldType.Int(0, Integer.MAX_VALUE), StoredDeadLetter::partition);
    private static final StoredField<StoredDeadLetter, Long> OFFSET =
            FIELDS.required("offset", new FieldType.Whole(0, Long.MAX_VALUE), StoredDeadLetter::offset);

    public static final Mapping<StoredDeadLetter> MAPPING = FIELDS.read(values -> new StoredDeadLetter(
            values.get(CAMPAIGN_ID), values.get(TOPIC), values.get(PARTITION), values.get(OFFSET)));

    private DeadLetterFields() {}
}
