package io.minicrm.api;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.text.Excerpt;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

    /** Whatever the installation's own limit is. */
    private static final int MAX_CHUNK_SIZE = 200;

    private static final int MAX_QUOTED = 200;

    /**
     * The same, if its values are of the kinds that a campaign has. Whether it is complete, and fits what is stored, is
     * checked when it is sent.
     *
     * @throws InvalidRequestException that names the field
     */
    DraftRequest checked() {
        checkCode("audience", audience, Arrays.stream(AudienceTime.values()).map(AudienceTime::code));
        checkCode(
                "duplicate_addresses",
                duplicateAddresses,
                Arrays.stream(DuplicateAddresses.values()).map(DuplicateAddresses::code));
        if (chunkSize != null && (chunkSize < 1 || chunkSize > MAX_CHUNK_SIZE)) {
            throw InvalidRequestException.of(
                    "chunk_size", "is %d; give a whole number from 1 to %d".formatted(chunkSize, MAX_CHUNK_SIZE));
        }
        if (maxRate != null && maxRate < 1) {
            throw InvalidRequestException.of("max_rate", "is %d; give 1 message per second or more".formatted(maxRate));
        }
        return this;
    }

    private static void checkCode(String field, @Nullable String given, Stream<String> codes) {
        List<String> known = codes.toList();
        if (given != null && !known.contains(given)) {
            throw InvalidRequestException.of(
                    field,
                    "is \"%s\"; give %s".formatted(Excerpt.quote(given, MAX_QUOTED), String.join(" or ", known)));
        }
    }

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
