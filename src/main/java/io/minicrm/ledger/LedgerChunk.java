package io.minicrm.ledger;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What campaign.jobs and campaign.send_jobs say about one chunk. Its leads are kept as a digest only. */
final class LedgerChunk {

    /** The bytes of a chunk and of its entry in a map, about. */
    static final int BYTES = 120;

    private static final long PRIME = 0x100000001B3L;

    private @Nullable Long published;
    private @Nullable Long planned;
    private boolean passed;
    private boolean hasSendJob;
    private boolean changed;

    /**
     * Adds a record of the chunk.
     *
     * @param isFirstRound whether it publishes the whole chunk; later rounds contain only the leads that wait
     * @param isPassed whether the expander had committed beyond it
     */
    void add(Collection<String> leads, boolean isFirstRound, boolean isPassed) {
        passed |= isPassed;
        if (isFirstRound) {
            long digest = digest(leads);
            changed |= published != null && published != digest;
            published = digest;
        }
    }

    void addPlan(Collection<String> leads) {
        planned = digest(leads);
    }

    /** Does not depend on the order of the leads. */
    private static long digest(Collection<String> leads) {
        long sum = leads.size();
        for (String lead : leads) {
            long hash = 0xCBF29CE484222325L;
            for (int i = 0; i < lead.length(); i++) {
                hash = (hash ^ lead.charAt(i)) * PRIME;
            }
            hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
            sum += hash ^ (hash >>> 29);
        }
        return sum;
    }

    void addSendJob() {
        hasSendJob = true;
    }

    boolean isPassed() {
        return passed;
    }

    boolean hasSendJob() {
        return hasSendJob;
    }

    /** Whether two records publish the chunk with different leads. */
    boolean isChanged() {
        return changed;
    }

    boolean isPlanned() {
        return planned != null;
    }

    /** Whether the plan has other leads in the chunk than the record that publishes it. */
    boolean differsFromPlan() {
        return planned != null && published != null && !planned.equals(published);
    }
}
