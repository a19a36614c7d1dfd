package io.minicrm.delivery;

import io.minicrm.text.StoredText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The checks that every message passes when it is read, since whatever is on a topic is untrusted. */
final class Message {

    private static final int MAX_ATTEMPT = 10_000;
    private static final int MAX_ID_LENGTH = 1_000;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Message() {}

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    /** An id that every store can look for. */
    static String id(String field, @Nullable String value) {
        String id = required(field, value);
        if (id.length() > MAX_ID_LENGTH || !StoredText.isWellFormed(id)) {
            throw new IllegalArgumentException(
                    "%s has more than %d characters, a NUL or a broken one".formatted(field, MAX_ID_LENGTH));
        }
        return id;
    }

    /** A time that every store can keep. */
    static Instant time(String field, @Nullable Instant value) {
        Instant time = required(field, value);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("%s is %s; it is from 1970 to 9999".formatted(field, time));
        }
        return time;
    }

    /** The attempt, 1 where none is named. */
    static int attempt(@Nullable Integer attempt) {
        if (attempt == null) {
            return 1;
        }
        if (attempt < 1 || attempt > MAX_ATTEMPT) {
            throw new IllegalArgumentException("attempt is %d; it counts from 1 to %d".formatted(attempt, MAX_ATTEMPT));
        }
        return attempt;
    }

    /** A forged or broken id would let two messages to one lead pass as different ones. */
    static String sendId(@Nullable String sendId, String campaignId, String leadId) {
        if (sendId == null || !SendId.of(campaignId, leadId).equals(sendId)) {
            throw new IllegalArgumentException(
                    "send_id '%s' is not that of campaign '%s' and lead '%s'".formatted(sendId, campaignId, leadId));
        }
        return sendId;
    }

    /** How often a message failed; null where that says nothing. */
    static @Nullable Integer failures(@Nullable Integer failures) {
        if (failures != null && (failures < 0 || failures > MAX_ATTEMPT)) {
            throw new IllegalArgumentException(
                    "failures is %d; it counts from 0 to %d".formatted(failures, MAX_ATTEMPT));
        }
        return failures;
    }
}
