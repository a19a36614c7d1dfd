package io.minicrm.launch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as somebody asks for it, not checked yet; null: not given.
 *
 * @param chunkSize null: chosen by the audience
 * @param channel null: {@link CampaignLauncher#DEFAULT_CHANNEL}
 * @param idempotencyKey names the request, so that a repeat makes no second campaign
 */
public record CampaignOrder(
        @Nullable String name,
        @Nullable String segmentId,
        @Nullable String messageTemplate,
        @Nullable String subject,
        @Nullable String channel,
        @Nullable Integer chunkSize,
        @Nullable Instant scheduledAt,
        @Nullable Integer maxRate,
        @Nullable String createdBy,
        @Nullable String idempotencyKey) {}
