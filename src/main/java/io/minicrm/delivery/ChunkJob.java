package io.minicrm.delivery;

import java.time.Instant;
import java.util.List;

/**
 * A message on {@code campaign.jobs}: a chunk that is to be sent.
 *
 * @param jobId the chunk's job id; a retry carries the id of the chunk it belongs to
 * @param campaignId the campaign, also the record's key
 * @param leadIds the leads, never empty
 * @param createdAt when the chunk was cut
 * @param chunkIndex the chunk's place in the campaign, from 0
 * @param attempt 1 for the first round, counted up by retries
 */
public record ChunkJob(
        String jobId, String campaignId, List<String> leadIds, Instant createdAt, int chunkIndex, int attempt) {}
