package io.minicrm.stored;

import io.minicrm.delivery.SeriesPoint;
import java.util.function.Function;

/** The fields of a point of a campaign's series. */
public final class SeriesFields {

    private static final FieldList<SeriesPoint> FIELDS = new FieldList<>();

    private static final StoredField<SeriesPoint, String> CAMPAIGN_ID =
            FIELDS.required("campaign_id", new FieldType.Id(), SeriesPoint::campaignId);
    private static final StoredField<SeriesPoint, Integer> SECOND =
            FIELDS.required("second", new FieldType.Int(0, Integer.MAX_VALUE), SeriesPoint::second);
    private static final StoredField<SeriesPoint, Long> SENT = number("sent", SeriesPoint::sent);
    private static final StoredField<SeriesPoint, Long> DELIVERED = number("delivered", SeriesPoint::delivered);
    private static final StoredField<SeriesPoint, Long> BOUNCED = number("bounced", SeriesPoint::bounced);
    private static final StoredField<SeriesPoint, Long> FAILED = number("failed", SeriesPoint::failed);
    private static final StoredField<SeriesPoint, Long> SKIPPED = number("skipped", SeriesPoint::skipped);
    private static final StoredField<SeriesPoint, Long> UNKNOWN = number("unknown", SeriesPoint::unknown);

    public static final Mapping<SeriesPoint> MAPPING = FIELDS.read(values -> new SeriesPoint(
            values.get(CAMPAIGN_ID),
            values.get(SECOND),
            values.get(SENT),
            values.get(DELIVERED),
            values.get(BOUNCED),
            values.get(FAILED),
            values.get(SKIPPED),
            values.get(UNKNOWN)));

    private SeriesFields() {}

    private static StoredField<SeriesPoint, Long> number(String name, Function<SeriesPoint, Long> getter) {
        return FIELDS.required(name, new FieldType.Whole(0, Long.MAX_VALUE), getter);
    }
}
