package io.minicrm.api;

import io.minicrm.inspector.DeadLetter;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.text.Excerpt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the API shows it. {@link DeadLetter} describes the fields that come from its headers.
 *
 * @param partition its partition in the topic of dead letters
 * @param offset its offset there
 * @param at when it became a dead letter
 * @param campaignId the campaign that the record named
 * @param replayed whether it was replayed; for letters of long ago this is not known
 * @param value the value as text; {@code ***} for callers who may not see personal data; null for a tombstone
 * @param valueBase64 the value, if it is not UTF-8
 * @param truncated whether the value is longer than what is shown of it
 */
record LetterView(
        int partition,
        long offset,
        Instant at,
        @Nullable String campaignId,
        @Nullable String originalTopic,
        @Nullable Long originalPartition,
        @Nullable Long originalOffset,
        @Nullable String consumerGroup,
        @Nullable String exception,
        @Nullable String message,
        @Nullable String key,
        int replays,
        boolean replayed,
        List<RecordView.Header> headers,
        @Nullable String value,
        @Nullable String valueBase64,
        boolean truncated) {

    /** A page may have 1,000 letters of 32 MiB. */
    private static final int MAX_VALUE_LENGTH = 10_000;

    private static final String CAMPAIGN_ID = "campaign_id";

    static LetterView of(StoredRecord stored, boolean replayed, boolean showsValues) {
        DeadLetter letter = DeadLetter.of(stored);
        RecordView record = stored.view();
        String text = record.value() == null ? record.valueText() : record.value();
        String binary = record.valueBase64();
        return new LetterView(
                letter.partition(),
                letter.offset(),
                letter.at(),
                stored.header(CAMPAIGN_ID),
                letter.originalTopic(),
                letter.originalPartition(),
                letter.originalOffset(),
                letter.consumerGroup(),
                letter.exception(),
                PersonalData.textIfAny(letter.message()),
                letter.key(),
                letter.replays(),
                replayed,
                PersonalData.headers(record.headers()),
                showsValues ? excerpt(text) : PersonalData.MASK,
                showsValues ? excerpt(binary) : null,
                showsValues && (isLong(text) || isLong(binary)));
    }

    private static @Nullable String excerpt(@Nullable String value) {
        return value == null ? null : Excerpt.start(value, MAX_VALUE_LENGTH);
    }

    private static boolean isLong(@Nullable String value) {
        return value != null && value.length() > MAX_VALUE_LENGTH;
    }
}
