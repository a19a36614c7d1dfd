package io.minicrm.chunk;

import java.time.Instant;
import java.util.List;

/**
 * A part of the audience of a campaign, processed as one job. It never changes once it is stored.
 *
 * @param jobId {@code job-{campaign_id}-{index}-{epoch millis}-{6 base-36 characters}}
 * @param campaignId the campaign
 * @param index its position in the campaign, from 0
 * @param leadIds the leads, in order of id, never empty
 * @param createdAt when it was created, to the millisecond
 */
public record Chunk(String jobId, String campaignId, int index, List<String> leadIds, Instant createdAt) {

    public Chunk {
        leadIds = List.copyOf(leadIds);
        if (leadIds.isEmpty()) {
            throw new IllegalArgumentException("A chunk has at least one lead");
        }
    }
}
