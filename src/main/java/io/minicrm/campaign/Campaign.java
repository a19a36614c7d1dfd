package io.minicrm.campaign;

import io.minicrm.segment.Rule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one segment.
 *
 * @param id the campaign's id
 * @param name what people call it
 * @param segmentId the segment it was made for
 * @param rule the segment's rule at that time; later changes of the segment do not touch the campaign
 * @param template the message
 * @param subject the subject line, a template too; null where the channel has none
 * @param channel the name of the channel that sends it
 * @param chunkSize leads a chunk
 * @param createdBy who made it; null when not told
 * @param createdAt when it was made
 * @param scheduledAt nothing is published before; null: at once
 * @param maxRate messages a second that it may send at most, over all senders; null: no limit
 * @param idempotencyKey the key of the request that made it; null when it had none
 * @param requestHash what the request asked for, hashed: a second request of the same key must ask for the same
 * @param status where it stands
 * @param audience leads in its plan; before the plan is whole, the leads counted at creation
 * @param chunks chunks in its plan; before the plan is whole, the chunks expected
 * @param plannedAt when the plan was whole; null before
 * @param startedAt when the first chunk was published; null before
 * @param finishedAt when the last lead was settled; null before
 */
public record Campaign(
        String id,
        String name,
        String segmentId,
        Rule rule,
        String template,
        @Nullable String subject,
        String channel,
        int chunkSize,
        @Nullable String createdBy,
        Instant createdAt,
        @Nullable Instant scheduledAt,
        @Nullable Integer maxRate,
        @Nullable String idempotencyKey,
        @Nullable String requestHash,
        CampaignStatus status,
        long audience,
        int chunks,
        @Nullable Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** True once the audience is frozen. */
    public boolean isPlanned() {
        return plannedAt != null;
    }
}
