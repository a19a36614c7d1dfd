package io.minicrm.delivery;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
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

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when a field is missing or wrong, naming it
     */
    @JsonCreator
    static SendJob read(
            @JsonProperty("send_id") @Nullable String sendId,
            @JsonProperty("job_id") @Nullable String jobId,
            @JsonProperty("campaign_id") @Nullable String campaignId,
            @JsonProperty("lead_id") @Nullable String leadId,
            @JsonProperty("channel") @Nullable String channel,
            @JsonProperty("to") @Nullable String to,
            @JsonProperty("attributes") @Nullable Map<String, Object> attributes,
            @JsonProperty("attempt") @Nullable Integer attempt,
            @JsonProperty("created_at") @Nullable Instant createdAt,
            @JsonProperty("chunk_index") @Nullable Integer chunkIndex,
            @JsonProperty("skip") @Nullable String skip) {
        String campaign = Message.id("campaign_id", campaignId);
        String lead = Message.id("lead_id", leadId);
        int index = Message.required("chunk_index", chunkIndex);
        if (index < 0) {
            throw new IllegalArgumentException("chunk_index is %d; it counts from 0".formatted(index));
        }
        return new SendJob(
                Message.sendId(sendId, campaign, lead),
                Message.required("job_id", jobId),
                campaign,
                lead,
                Message.required("channel", channel),
                to,
                Message.required("attributes", attributes),
                Message.attempt(Message.required("attempt", attempt)),
                Message.required("created_at", createdAt),
                index,
                skip);
    }
}
