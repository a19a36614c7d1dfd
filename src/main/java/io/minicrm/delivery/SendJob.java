package io.minicrm.delivery;

import io.minicrm.campaign.KeyedByMessage;
import io.minicrm.campaign.MessageKey;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message on {@code campaign.send_jobs}: one message to one lead.
 *
 * @param key the message; its send id is the record's key
 * @param chunk the chunk it belongs to, and the round
 * @param channel the channel's name
 * @param to the address on that channel; null if there is none
 * @param attributes the values that the template uses
 * @param createdAt when the job was created
 * @param skip why the message must not be sent; null if it may
 */
public record SendJob(
        MessageKey key,
        ChunkRound chunk,
        String channel,
        @Nullable String to,
        Map<String, Object> attributes,
        Instant createdAt,
        @Nullable SkipReason skip)
        implements KeyedByMessage {

    /**
     * A chunk in one of its rounds.
     *
     * @param jobId the chunk's job id
     * @param index the chunk's index in the campaign, from 0
     * @param attempt the attempt, from 1; a postponement does not use one
     * @param round number of times the message was published so far, from 1
     */
    public record ChunkRound(String jobId, int index, int attempt, int round) {}

    /** The same job without the values of the lead, to be skipped because these are too large. */
    SendJob tooLarge() {
        return new SendJob(key, chunk, channel, to, Map.of(), createdAt, SkipReason.TOO_LARGE);
    }

    /** The same job with the address that the lead has now, or the reason why it must not be sent. */
    SendJob addressed(@Nullable String address, @Nullable SkipReason reason) {
        return Objects.equals(to, address) && skip == reason
                ? this
                : new SendJob(key, chunk, channel, address, attributes, createdAt, reason);
    }

    public String jobId() {
        return chunk.jobId();
    }

    public int chunkIndex() {
        return chunk.index();
    }

    public int attempt() {
        return chunk.attempt();
    }

    public int round() {
        return chunk.round();
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if a field is missing or invalid, naming it
     */
    static SendJob read(JsonFieldReader fields) {
        var read = new Fields();
        fields.forEach(name -> read.field(name, fields));
        return read.job();
    }

    void write(JsonFieldWriter fields) {
        fields.text("send_id", sendId())
                .text("job_id", jobId())
                .text("campaign_id", campaignId())
                .text("lead_id", leadId())
                .text("channel", channel)
                .text("to", to)
                .values("attributes", attributes)
                .integer("attempt", attempt())
                .integer("round", round())
                .time("created_at", createdAt)
                .integer("chunk_index", chunkIndex())
                .text("skip", skip == null ? null : skip.code());
    }

    /** The fields of one message as they are read. */
    private static final class Fields {

        private @Nullable String sendId;
        private @Nullable String jobId;
        private @Nullable String campaignId;
        private @Nullable String leadId;
        private @Nullable String channel;
        private @Nullable String to;
        private @Nullable Map<String, Object> attributes;
        private @Nullable Integer attempt;
        private @Nullable Integer round;
        private @Nullable Instant createdAt;
        private @Nullable Integer chunkIndex;
        private @Nullable String skip;

        void field(String name, JsonFieldReader fields) {
            switch (name) {
                case "send_id" -> sendId = fields.text();
                case "job_id" -> jobId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_id" -> leadId = fields.text();
                case "channel" -> channel = fields.text();
                case "to" -> to = fields.text();
                case "attributes" -> attributes = fields.values();
                case "attempt" -> attempt = fields.integer();
                case "round" -> round = fields.integer();
                case "created_at" -> createdAt = fields.time();
                case "chunk_index" -> chunkIndex = fields.integer();
                case "skip" -> skip = fields.text();
                default -> fields.skip();
            }
        }

        SendJob job() {
            int index = Message.required("chunk_index", chunkIndex);
            if (index < 0) {
                throw new IllegalArgumentException("chunk_index is %d; it counts from 0".formatted(index));
            }
            Integer attemptOrRound = Message.required("attempt", attempt);
            return new SendJob(
                    MessageKey.verified(sendId, Message.id("campaign_id", campaignId), Message.id("lead_id", leadId)),
                    // Jobs written before rounds existed have an attempt that counted the rounds.
                    new ChunkRound(
                            Message.required("job_id", jobId),
                            index,
                            round == null ? 1 : Message.attempt(attemptOrRound),
                            Message.round(round == null ? attemptOrRound : round)),
                    Message.required("channel", channel),
                    to,
                    Message.required("attributes", attributes),
                    Message.required("created_at", createdAt),
                    skipReason());
        }

        private @Nullable SkipReason skipReason() {
            SkipReason reason = SkipReason.ofCode(skip);
            if (skip != null && reason == null) {
                throw new IllegalArgumentException("skip is '%s', which is not a reason".formatted(skip));
            }
            return reason;
        }
    }
}
