package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.PlannedChunk.Place;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans that the test adds chunks to, for tests of expander and sender. */
final class PlansInMemory implements Plans {

    final Set<MessageKey> duplicates = new HashSet<>();
    private final Map<Place, Set<String>> leads = new HashMap<>();
    private final Map<Place, String> jobIds = new HashMap<>();
    int reads;

    /** Adds leads to a chunk. */
    void add(String campaignId, int index, String jobId, Collection<String> leadIds) {
        Place place = new Place(campaignId, index);
        jobIds.put(place, jobId);
        leads.computeIfAbsent(place, any -> new HashSet<>()).addAll(leadIds);
    }

    @Override
    public Map<Place, PlannedChunk> at(Collection<Place> places) {
        reads++;
        Map<Place, PlannedChunk> found = new HashMap<>();
        for (Place place : places) {
            Set<String> ids = leads.get(place);
            if (ids != null) {
                found.put(place, new PlannedChunk(jobIds.getOrDefault(place, ""), ids, duplicatesOf(place)));
            }
        }
        return found;
    }

    private Set<String> duplicatesOf(Place place) {
        return duplicates.stream()
                .filter(key -> key.campaignId().equals(place.campaignId()))
                .map(MessageKey::leadId)
                .collect(Collectors.toSet());
    }

    @Override
    public Draft begin(String campaignId) {
        throw new AssertionError("A worker plans nothing");
    }

    @Override
    public List<Chunk> unpublished(String campaignId, int limit) {
        throw new AssertionError("A worker publishes no chunks");
    }

    @Override
    public void markPublished(String campaignId, List<Chunk> chunks, Instant at) {
        throw new AssertionError("A worker publishes no chunks");
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        throw new AssertionError("A worker takes nothing");
    }

    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        throw new AssertionError("A worker recalls nothing");
    }

    @Override
    public void recallAhead(String campaignId, Instant ahead, Instant now) {
        throw new AssertionError("A worker recalls nothing");
    }
}
