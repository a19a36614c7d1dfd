package io.minicrm.delivery;

import io.minicrm.delivery.StalledChunks.StalledChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the messages of one chunk that do not move, for the stores. */
public final class StalledMessages {

    private static final int FIRST_ROUND = 1;

    private final String jobId;
    private final Instant createdAt;
    private final Map<Round, List<String>> leads = new LinkedHashMap<>();

    private record Round(int number, int failures) {}

    /**
     * @param jobId the chunk's job id
     * @param createdAt when the chunk was created
     */
    public StalledMessages(String jobId, Instant createdAt) {
        this.jobId = jobId;
        this.createdAt = createdAt;
    }

    /** Adds a message without a row in the delivery log. */
    public void addUnclaimed(String leadId) {
        addSending(leadId, FIRST_ROUND, 0);
    }

    /** Adds a message whose row is at {@code sending}, with the round and the failures of the row. */
    public void addSending(String leadId, int round, int failures) {
        leads.computeIfAbsent(new Round(round, failures), key -> new ArrayList<>())
                .add(leadId);
    }

    /** The chunk with these messages. */
    public StalledChunk chunk(String campaignId, int index, int republished) {
        return new StalledChunk(
                campaignId,
                index,
                republished,
                leads.entrySet().stream()
                        .map(round -> new ChunkJob(
                                jobId,
                                campaignId,
                                List.copyOf(round.getValue()),
                                createdAt,
                                index,
                                round.getKey().failures() + 1,
                                round.getKey().number()))
                        .toList());
    }
}
