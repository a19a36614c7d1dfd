package io.minicrm.delivery;

import org.jspecify.annotations.Nullable;

/** The checks that every message passes when it is read, since whatever is on a topic is untrusted. */
final class Message {

    private static final int MAX_ATTEMPT = 10_000;

    private Message() {}

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
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

    static int failures(int failures) {
        if (failures < 0 || failures > MAX_ATTEMPT) {
            throw new IllegalArgumentException(
                    "failures is %d; it counts from 0 to %d".formatted(failures, MAX_ATTEMPT));
        }
        return failures;
    }
}
