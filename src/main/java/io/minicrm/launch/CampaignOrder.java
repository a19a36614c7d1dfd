package io.minicrm.launch;

import io.minicrm.template.MessageHeader;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a campaign, not checked yet. Null means that a value was not given.
 *
 * @param headers the lines that go with the message, templates too; without those that were not given
 * @param chunkSize null: chosen by the size of the audience
 * @param channel null: the installation's default channel
 * @param scheduledAt null: now
 * @param idempotencyKey identifies the request, so that repeating it creates no second campaign
 * @param duplicateAddresses the code of a {@link io.minicrm.campaign.DuplicateAddresses}; null: {@code skip}
 * @param audience the code of an {@link io.minicrm.campaign.AudienceTime}; null: chosen by the scheduled time
 */
public record CampaignOrder(
        @Nullable String name,
        @Nullable String segmentId,
        @Nullable String messageTemplate,
        Map<MessageHeader, String> headers,
        @Nullable String channel,
        @Nullable Integer chunkSize,
        @Nullable Instant scheduledAt,
        @Nullable Integer maxRate,
        @Nullable String createdBy,
        @Nullable String idempotencyKey,
        @Nullable String duplicateAddresses,
        @Nullable String audience) {}
