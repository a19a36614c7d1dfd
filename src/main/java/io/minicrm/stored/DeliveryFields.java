package io.minicrm.stored;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.FieldType.TextCheck;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a row of the delivery log. */
public final class DeliveryFields {

    private static final int MAX_TEXT = 10_000;
    private static final int MAX_CLAIM = 1_000;
    private static final FieldType<Integer> FAILURE_COUNT = new FieldType.Int(0, 10_000);
    private static final FieldType<Integer> ROUND_NUMBER = new FieldType.Int(1, 1_000_000_000);
    private static final TextCheck IS_UUID = DeliveryFields::uuidProblem;

    private static final FieldList<StoredDelivery> FIELDS = new FieldList<>();

    private static final StoredField<StoredDelivery, String> CAMPAIGN_ID =
            FIELDS.required("campaign_id", new FieldType.Id(), of(Delivery::campaignId));
    private static final StoredField<StoredDelivery, String> LEAD_ID =
            FIELDS.required("lead_id", new FieldType.Id(), of(Delivery::leadId));
    private static final StoredField<StoredDelivery, Integer> CHUNK_INDEX =
            FIELDS.required("chunk_index", ChunkFields.INDEX_TYPE, of(Delivery::chunkIndex));
    private static final StoredField<StoredDelivery, DeliveryStatus> STATUS =
            FIELDS.required("status", new FieldType.Status(), of(Delivery::status));
    /** Archives from before rounds existed call them attempts. */
    private static final StoredField<StoredDelivery, Integer> ROUND =
            FIELDS.renamed("attempt", "round", ROUND_NUMBER, of(Delivery::round));

    private static final StoredField<StoredDelivery, Integer> FAILURES =
            FIELDS.required("failures", FAILURE_COUNT, of(Delivery::failures));
    private static final StoredField<StoredDelivery, String> CLAIM =
            FIELDS.required("claim", new FieldType.Text(MAX_CLAIM, IS_UUID), StoredDelivery::claim);
    private static final StoredField<StoredDelivery, Instant> CLAIMED_AT =
            FIELDS.required("claimed_at", new FieldType.Time(), of(Delivery::claimedAt));
    private static final StoredField<StoredDelivery, Instant> UPDATED_AT =
            FIELDS.required("updated_at", new FieldType.Time(), of(Delivery::updatedAt));
    private static final StoredField<StoredDelivery, Instant> NEXT_ATTEMPT_AT =
            FIELDS.optional("next_attempt_at", new FieldType.Time(), ofNullable(Delivery::nextAttemptAt));
    private static final StoredField<StoredDelivery, String> PROVIDER_MESSAGE_ID =
            FIELDS.optional("provider_message_id", FieldList.text(MAX_TEXT), ofNullable(Delivery::providerMessageId));
    private static final StoredField<StoredDelivery, String> ERROR =
            FIELDS.optional("error", FieldList.text(MAX_TEXT), ofNullable(Delivery::error));

    private static final StoredField<StoredDelivery, String> HELD_BY =
            FIELDS.optional("held_by", FieldList.text(MAX_TEXT), ofNullable(Delivery::heldBy));

    /** Only where it is true: rows written before the field existed have none. */
    private static final StoredField<StoredDelivery, Boolean> MAYBE_SENT = FIELDS.optional(
            "maybe_sent", new FieldType.Flag(), ofNullable(row -> row.maybeSent() ? Boolean.TRUE : null));

    public static final Mapping<StoredDelivery> MAPPING =
            FIELDS.read(values -> new StoredDelivery(delivery(values), values.get(CLAIM)));

    private DeliveryFields() {}

    private static <T> Function<StoredDelivery, T> of(Function<Delivery, T> getter) {
        return stored -> getter.apply(stored.delivery());
    }

    private static <T> Function<StoredDelivery, @Nullable T> ofNullable(Function<Delivery, @Nullable T> getter) {
        return stored -> getter.apply(stored.delivery());
    }

    private static @Nullable String uuidProblem(String text) {
        String problem = "is \"%s\"; give a UUID in lower case".formatted(text);
        try {
            return UUID.fromString(text).toString().equals(text) ? null : problem;
        } catch (IllegalArgumentException notAUuid) {
            return problem;
        }
    }

    /** The row without its claim. */
    public static Delivery delivery(FieldValues values) {
        return new Delivery(
                MessageKey.of(values.get(CAMPAIGN_ID), values.get(LEAD_ID)),
                values.get(CHUNK_INDEX),
                values.get(STATUS),
                values.get(ROUND),
                values.get(FAILURES),
                values.find(PROVIDER_MESSAGE_ID),
                values.find(ERROR),
                values.get(CLAIMED_AT),
                values.get(UPDATED_AT),
                values.find(NEXT_ATTEMPT_AT),
                values.find(HELD_BY),
                Boolean.TRUE.equals(values.find(MAYBE_SENT)));
    }
}
