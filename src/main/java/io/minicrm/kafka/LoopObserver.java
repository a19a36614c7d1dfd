package io.minicrm.kafka;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told what the loops do, for counting. Called in the loops' threads: it has to be quick. */
public interface LoopObserver {

    /** Counts nothing. */
    LoopObserver NONE = new LoopObserver() {
        @Override
        public void processed(String group, int records, Duration took) {
            // Nobody wants to know.
        }

        @Override
        public void buried(Burial burial) {
            // Nobody wants to know.
        }
    };

    /**
     * A batch was worked on; with plain stages that includes publishing what followed from it.
     *
     * @param group the loop's consumer group
     */
    void processed(String group, int records, Duration took);

    /**
     * A record goes to the dead letters. Told before it is written there, so that the observer's own books come first; told again when
     * the write has to be repeated, or the record is read again after a crash. When this throws what the loop takes for temporary,
     * both come again; it must throw nothing else.
     */
    void buried(Burial burial);

    /**
     * A record that goes to the dead letters.
     *
     * @param topic where it came from; together with partition and offset that is its identity
     * @param campaignId the campaign that the record names, in its header or its body; null when it names none that can be read.
     *     Untrusted: there may be no such campaign
     */
    record Burial(
            String group,
            String topic,
            int partition,
            long offset,
            @Nullable String campaignId) {}
}
