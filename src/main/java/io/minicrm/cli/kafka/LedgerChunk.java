package io.minicrm.cli.kafka;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What campaign.jobs and campaign.send_jobs say about one chunk. */
final class LedgerChunk {

    private final Set<String> leads;
    private boolean passed;
    private boolean hasSendJob;
    private boolean changed;

    /** @param leads those of the first record of the chunk */
    LedgerChunk(Collection<String> leads) {
        this.leads = new HashSet<>(leads);
    }

    /**
     * Adds a record of the chunk.
     *
     * @param isFirstRound whether it publishes the whole chunk; later rounds contain only the leads that wait
     * @param isPassed whether the expander had committed beyond it
     */
    void add(Collection<String> recordLeads, boolean isFirstRound, boolean isPassed) {
        passed |= isPassed;
        changed |= isFirstRound && !leads.equals(new HashSet<>(recordLeads));
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
}
