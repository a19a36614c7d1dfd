package io.minicrm.api;

import io.minicrm.launch.CampaignOrder;
import io.minicrm.template.MessageHeader;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The body of {@code POST /campaigns}. */
record CampaignRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "High Spenders Campaign") @Nullable
        String name,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String segmentId,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Hi {{name}}, you're a valued customer!")
        @Nullable
        String messageTemplate,

        @Nullable String subject,

        @Schema(description = "The preview text, which mailboxes show beside the subject") @Nullable
        String preheader,

        @Schema(description = "Default: simulator") @Nullable
        String channel,

        @Schema(
                description = "Leads per chunk. Default: chosen by the size of the audience",
                minimum = "1",
                maximum = "200")
        @Nullable
        Integer chunkSize,

        @Schema(
                description = "Nothing is sent before this time; now, or left out: at once",
                implementation = String.class,
                format = "date-time")
        @JsonDeserialize(using = StartTime.class)
        @Nullable
        Instant scheduledAt,

        @Schema(
                description = "When the audience is frozen. Default: at_start if scheduled_at is more than a day ahead",
                allowableValues = {"at_creation", "at_start"})
        @Nullable
        String audience,

        @Schema(
                description = "Leads with the same address: skip all but one, or send to each. Default: skip",
                allowableValues = {"skip", "send"})
        @Nullable
        String duplicateAddresses,

        @Schema(description = "The most messages per second. Default: no limit", minimum = "1") @Nullable
        Integer maxRate,

        @Nullable String createdBy) {

    private @Nullable String line(MessageHeader header) {
        return switch (header) {
            case SUBJECT -> subject;
            case PREHEADER -> preheader;
        };
    }

    /** @param creator who creates the campaign; null: what the request says of it */
    CampaignOrder order(@Nullable String idempotencyKey, @Nullable String creator) {
        return new CampaignOrder(
                name,
                segmentId,
                messageTemplate,
                MessageHeader.given(this::line),
                channel,
                chunkSize,
                scheduledAt,
                maxRate,
                creator == null ? createdBy : creator,
                idempotencyKey,
                duplicateAddresses,
                audience);
    }

    /** A time, or {@code now}. */
    static final class StartTime extends ValueDeserializer<Instant> {

        @Override
        public @Nullable Instant deserialize(JsonParser in, DeserializationContext context) {
            return in.hasToken(JsonToken.VALUE_STRING) && "now".equals(in.getString())
                    ? null
                    : context.readValue(in, Instant.class);
        }
    }
}
