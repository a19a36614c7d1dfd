package io.minicrm.stored;

import io.minicrm.segment.Rule;
import io.minicrm.segment.Segment;
import java.time.Instant;

/** The fields of a segment. */
public final class SegmentFields {

    private static final int MAX_NAME = 1_000;

    private static final FieldList<Segment> FIELDS = new FieldList<>();

    private static final StoredField<Segment, String> ID = FIELDS.required("id", new FieldType.Id(), Segment::id);
    private static final StoredField<Segment, String> NAME =
            FIELDS.required("name", FieldList.text(MAX_NAME), Segment::name);
    private static final StoredField<Segment, Rule> RULE =
            FIELDS.required("rule", new FieldType.RuleText(), Segment::rule);
    private static final StoredField<Segment, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), Segment::createdAt);
    private static final StoredField<Segment, Instant> UPDATED_AT =
            FIELDS.required("updated_at", new FieldType.Time(), Segment::updatedAt);

    public static final Mapping<Segment> MAPPING = FIELDS.read(values -> new Segment(
            values.get(ID), values.get(NAME), values.get(RULE), values.get(CREATED_AT), values.get(UPDATED_AT)));

    private SegmentFields() {}
}
