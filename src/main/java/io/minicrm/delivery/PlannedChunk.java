package io.minicrm.delivery;

import java.util.Set;

/**
 * A chunk as its campaign's plan has it. It never changes.
 *
 * @param duplicateIds the leads that are skipped because another lead of the audience has the same address
 */
public record PlannedChunk(String jobId, Set<String> leadIds, Set<String> duplicateIds) {

    /** Where a chunk stands: its campaign, and its index from 0. */
    public record Place(String campaignId, int index) {}

    public PlannedChunk {
        leadIds = Set.copyOf(leadIds);
        duplicateIds = Set.copyOf(duplicateIds);
    }
}
