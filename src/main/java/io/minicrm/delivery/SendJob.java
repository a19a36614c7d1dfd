package io.minicrm.delivery;

import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
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
    static SendJob read(JsonFieldReader fields) {
        String sendId = null;
        String jobId = null;
        String campaignId = null;
        String leadId = null;
        String channel = null;
        String to = null;
        Map<String, Object> attributes = null;
        Integer attempt = null;
        Instant createdAt = null;
        Integer chunkIndex = null;
        String skip = null;
        for (String name = fields.next(); name != null; name = fields.next()) {
            switch (name) {
                case "send_id" -> sendId = fields.text();
                case "job_id" -> jobId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_id" -> leadId = fields.text();
                case "channel" -> channel = fields.text();
                case "to" -> to = fields.text();
                case "attributes" -> attributes = fields.values();
                case "attempt" -> attempt = fields.integer();
                case "created_at" -> createdAt = fields.time();
                case "chunk_index" -> chunkIndex = fields.integer();
                case "skip" -> skip = fields.text();
                default -> fields.skip();
            }
        }
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

    void write(JsonFieldWriter fields) {
        fields.text("send_id", sendId)
                .text("job_id", jobId)
                .text("campaign_id", campaignId)
                .text("lead_id", leadId)
                .text("channel", channel)
                .text("to", to)
                .values("attributes", attributes)
                .integer("attempt", attempt)
                .time("created_at", createdAt)
                .integer("chunk_index", chunkIndex)
                .text("skip", skip);
    }
}
