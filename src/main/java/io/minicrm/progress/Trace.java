package io.minicrm.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import io.minicrm.campaign.MessageKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one message: one person in one campaign.
 *
 * @param steps in order of time
 * @param scanned how many records were read to find them
 * @param bounded whether a topic was not read to its end, so that steps may be missing
 */
public record Trace(MessageKey key, List<Step> steps, long scanned, boolean bounded) {

    /** Where a step was taken, in pipeline order. */
    public enum Lane {
        PLAN,
        JOBS,
        SEND_JOBS,
        PROVIDER,
        RECEIPTS,
        LOG,
        DEAD_LETTERS;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The lane as text. */
        @JsonValue
        public String code() {
            return code;
        }
    }

    /**
     * A step of a message. It contains no value of the lead.
     *
     * @param record the record that it is read from; null if it is not one of Kafka's
     */
    public record Step(
            Lane lane, Instant at, String what, @Nullable Place record) {}

    /** The place of a record. */
    public record Place(String topic, int partition, long offset) {}
}
