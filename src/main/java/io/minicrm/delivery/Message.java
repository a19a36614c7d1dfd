package io.minicrm.delivery;

import io.minicrm.text.StoredText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks that every message passes when it is read, because everything on a topic is untrusted. */
final class Message {

    private static final int MAX_ATTEMPT = 10_000;
    private static final int MAX_ROUND = 1_000_000_000;
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
            throw new IllegalArgumentException("%s has more than %d characters, contains NUL or is not valid Unicode"
                    .formatted(field, MAX_ID_LENGTH));
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

    /** The attempt; 1 if none is named. */
    static int attempt(@Nullable Integer attempt) {
        if (attempt == null) {
            return 1;
        }
        if (attempt < 1 || attempt > MAX_ATTEMPT) {
            throw new IllegalArgumentException("attempt is %d; it counts from 1 to %d".formatted(attempt, MAX_ATTEMPT));
        }
        return attempt;
    }

    /**
     * The round; 1 if none is named. The limit is never reached in practice: a message may be postponed any number of
     * times.
     */
    static int round(@Nullable Integer round) {
        if (round == null) {
            return 1;
        }
        if (round < 1 || round > MAX_ROUND) {
            throw new IllegalArgumentException("round is %d; it counts from 1 to %d".formatted(round, MAX_ROUND));
        }
        return round;
    }

    /** The number of transient failures; null if it is not reported. */
    static @Nullable Integer failures(@Nullable Integer failures) {
        if (failures != null && (failures < 0 || failures > MAX_ATTEMPT)) {
            throw new IllegalArgumentException(
                    "failures is %d; it counts from 0 to %d".formatted(failures, MAX_ATTEMPT));
        }
        return failures;
    }
}
