package io.minicrm.kafka;

import org.jspecify.annotations.Nullable;

/** Keeps account of dead letters, for example per campaign. Called in the threads of the loops. */
@FunctionalInterface
public interface DeadLetterListener {

    /**
     * Called before a dead letter is written, so that no dead letter exists without an entry in the listener's account.
     * It is called again if the write has to be repeated, or if the record is read again after a crash; a second entry
     * of the same record must change nothing.
     *
     * <p>If this throws a temporary failure (see {@link ErrorHandling}), nothing is written and both steps are repeated
     * later. It must not throw anything else.
     */
    void beforeWrite(Origin origin, Content content);

    /**
     * Called first: publishes the parts of a record in its place, if it has parts, so that only those become dead
     * letters that are at fault. Fails like {@link #beforeWrite}.
     *
     * @return true if it did; the record itself does not become a dead letter then
     */
    default boolean divide(Origin origin, Content content) {
        return false;
    }

    /**
     * What a dead letter contains.
     *
     * @param value the record's value; null if it has none
     * @param reason why it cannot be processed
     */
    record Content(byte @Nullable [] value, HeaderValues headers, String reason) {}

    /**
     * Where a dead letter came from. Topic, partition and offset identify it.
     *
     * @param campaignId the campaign that the record names in its header or its body; null if it names none that can be
     *     read. The name is untrusted: there may be no such campaign
     */
    record Origin(
            String topic,
            int partition,
            long offset,
            @Nullable String campaignId) {}
}
