package io.minicrm.delivery;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on {@code campaign.send_jobs}: one message to one lead.
 *
 * @param sendId the idempotency key, also the record's key
 * @param jobId the chunk's job id
 * @param campaignId the campaign
 * @param leadId the lead
 * @param channel the channel's name
 * @param to the address on that channel; null when there is none
 * @param attributes the values that the template uses
 * @param attempt 1 for the first
 * @param createdAt when the job was made
 * @param chunkIndex the chunk's place in the campaign, from 0
 * @param skip why the lead must not be written to; null when it may
 */
public record SendJob(
        String sendId,
        String jobId,
        String campaignId,
        String leadId,
        String channel,
        @Nullable String to,
        Map<String, Object> attributes,
        int attempt,
        Instant createdAt,
        int chunkIndex,
        @Nullable String skip) {

    /** @throws IllegalArgumentException when a field is missing or wrong, naming it */
    public SendJob {
        Message.required("job_id", jobId);
        Message.id("campaign_id", campaignId);
        Message.id("lead_id", leadId);
        Message.required("channel", channel);
        Message.required("attributes", attributes);
        Message.required("created_at", createdAt);
        Message.sendId(sendId, campaignId, leadId);
        Message.attempt(attempt);
        if (chunkIndex < 0) {
            throw new IllegalArgumentException("chunk_index is %d; it counts from 0".formatted(chunkIndex));
        }
    }
}
