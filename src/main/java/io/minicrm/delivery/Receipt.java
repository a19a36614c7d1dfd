package io.minicrm.delivery;

import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
import io.minicrm.text.StoredText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message on {@code campaign.delivery_receipts}: what became of one message.
 *
 * @param sendId the idempotency key, also the record's key
 * @param campaignId the campaign
 * @param leadId the lead
 * @param status what happened
 * @param provider who says so: a channel's name
 * @param providerMessageId the provider's own id; null when it gave none
 * @param error why, where it went wrong; null otherwise
 * @param at when it happened
 * @param attempt which attempt it is about; null in callbacks, which speak of the message as such
 * @param nextAttemptAt when a {@code retrying} message is due again; null otherwise
 * @param failures how often the message has failed for now up to here; null where that says nothing, as in callbacks
 */
public record Receipt(
        String sendId,
        String campaignId,
        String leadId,
        DeliveryStatus status,
        String provider,
        @Nullable String providerMessageId,
        @Nullable String error,
        Instant at,
        @Nullable Integer attempt,
        @Nullable Instant nextAttemptAt,
        @Nullable Integer failures) {

    private static final int MAX_MESSAGE_ID_LENGTH = 500;
    private static final int MAX_ERROR_LENGTH = 1_000;

    /**
     * Reads a message. A provider's own words are cut to what every store can keep.
     *
     * @throws IllegalArgumentException when a field is missing or wrong, naming it
     */
    static Receipt read(JsonFieldReader fields) {
        String sendId = null;
        String campaignId = null;
        String leadId = null;
        String statusName = null;
        String provider = null;
        String providerMessageId = null;
        String error = null;
        Instant at = null;
        Integer attempt = null;
        Instant nextAttemptAt = null;
        Integer failures = null;
        for (String name = fields.next(); name != null; name = fields.next()) {
            switch (name) {
                case "send_id" -> sendId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_id" -> leadId = fields.text();
                case "status" -> statusName = fields.text();
                case "provider" -> provider = fields.text();
                case "provider_message_id" -> providerMessageId = fields.text();
                case "error" -> error = fields.text();
                case "at" -> at = fields.time();
                case "attempt" -> attempt = fields.integer();
                case "next_attempt_at" -> nextAttemptAt = fields.time();
                case "failures" -> failures = fields.integer();
                default -> fields.skip();
            }
        }
        DeliveryStatus status = DeliveryStatus.named(Message.required("status", statusName));
        String campaign = Message.id("campaign_id", campaignId);
        String lead = Message.id("lead_id", leadId);
        if (status == DeliveryStatus.SENDING) {
            throw new IllegalArgumentException("status 'sending' is not a result");
        }
        return new Receipt(
                Message.sendId(sendId, campaign, lead),
                campaign,
                lead,
                status,
                Message.id("provider", provider),
                providerMessageId == null ? null : StoredText.cleaned(providerMessageId, MAX_MESSAGE_ID_LENGTH),
                error == null ? null : StoredText.cleaned(error, MAX_ERROR_LENGTH),
                Message.time("at", at),
                attempt == null ? null : Message.attempt(attempt),
                nextAttemptAt == null ? null : Message.time("next_attempt_at", nextAttemptAt),
                failures == null ? null : Message.failures(failures));
    }

    void write(JsonFieldWriter fields) {
        fields.text("send_id", sendId)
                .text("campaign_id", campaignId)
                .text("lead_id", leadId)
                .text("status", status.wireName())
                .text("provider", provider)
                .text("provider_message_id", providerMessageId)
                .text("error", error)
                .time("at", at)
                .integer("attempt", attempt)
                .time("next_attempt_at", nextAttemptAt)
                .integer("failures", failures);
    }

    /** A provider's word about the message as such, whatever the attempt. */
    public static Receipt callback(
            String campaignId,
            String leadId,
            DeliveryStatus status,
            String provider,
            @Nullable String providerMessageId,
            @Nullable String error,
            Instant at) {
        return callback(
                SendId.of(campaignId, leadId), campaignId, leadId, status, provider, providerMessageId, error, at);
    }

    /** The provider's word about a message that was handed to it. */
    public static Receipt callback(
            Channel.OutboundMessage message,
            DeliveryStatus status,
            String provider,
            @Nullable String providerMessageId,
            @Nullable String error,
            Instant at) {
        return callback(
                message.sendId(),
                message.campaignId(),
                message.leadId(),
                status,
                provider,
                providerMessageId,
                error,
                at);
    }

    private static Receipt callback(
            String sendId,
            String campaignId,
            String leadId,
            DeliveryStatus status,
            String provider,
            @Nullable String providerMessageId,
            @Nullable String error,
            Instant at) {
        return new Receipt(
                sendId, campaignId, leadId, status, provider, providerMessageId, error, at, null, null, null);
    }

    /** The same receipt with the provider's id; null leaves it without. */
    public Receipt withProviderMessageId(@Nullable String messageId) {
        return new Receipt(
                sendId, campaignId, leadId, status, provider, messageId, error, at, attempt, nextAttemptAt, failures);
    }
}
