package io.minicrm.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a draft of a campaign contains: what {@code POST /campaigns} takes, each of it optional. */
record DraftRequest(
        @Nullable String name,
        @Nullable String segmentId,
        @Nullable String messageTemplate,
        @Nullable String subject,

        @Schema(description = "The preview text, which mailboxes show beside the subject") @Nullable
        String preheader,

        @Nullable String channel,

        @Schema(description = "Leads per chunk", minimum = "1", maximum = "200") @Nullable
        Integer chunkSize,

        @Schema(description = "Nothing is sent before this time") @Nullable
        Instant scheduledAt,

        @Schema(
                description = "When the audience is frozen",
                allowableValues = {"at_creation", "at_start"})
        @Nullable
        String audience,

        @Schema(
                description = "Leads with the same address: skip all but one, or send to each",
                allowableValues = {"skip", "send"})
        @Nullable
        String duplicateAddresses,

        @Schema(description = "The most messages per second", minimum = "1") @Nullable
        Integer maxRate) {

    /** The request that creates the campaign. */
    CampaignRequest campaign() {
        return new CampaignRequest(
                name,
                segmentId,
                messageTemplate,
                subject,
                preheader,
                channel,
                chunkSize,
                scheduledAt,
                audience,
                duplicateAddresses,
                maxRate,
                null);
    }
}
