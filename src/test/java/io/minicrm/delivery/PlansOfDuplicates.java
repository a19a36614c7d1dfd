package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.chunk.Chunk;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plans of which only the duplicates are known, for tests of the expander. */
final class PlansOfDuplicates implements Plans {

    final Set<MessageKey> duplicates = new HashSet<>();
    int reads;

    @Override
    public Set<MessageKey> duplicates(Collection<ChunkJob> chunks) {
        reads++;
        return duplicates;
    }

    @Override
    public Draft begin(String campaignId) {
        throw new AssertionError("An expander plans nothing");
    }

    @Override
    public List<Chunk> unpublished(String campaignId, int limit) {
        throw new AssertionError("An expander publishes no chunks");
    }

    @Override
    public void markPublished(String campaignId, List<Chunk> chunks, Instant at) {
        throw new AssertionError("An expander publishes no chunks");
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        throw new AssertionError("An expander takes nothing");
    }

    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        throw new AssertionError("An expander recalls nothing");
    }
}
