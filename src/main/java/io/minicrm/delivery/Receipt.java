package io.minicrm.delivery;

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

    /** @throws IllegalArgumentException when a field is missing or wrong, naming it */
    public Receipt {
        Message.required("campaign_id", campaignId);
        Message.required("lead_id", leadId);
        Message.required("status", status);
        Message.required("provider", provider);
        Message.required("at", at);
        Message.sendId(sendId, campaignId, leadId);
        if (attempt != null) {
            Message.attempt(attempt);
        }
        if (status == DeliveryStatus.SENDING) {
            throw new IllegalArgumentException("status 'sending' is not a result");
        }
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
        return new Receipt(
                SendId.of(campaignId, leadId),
                campaignId,
                leadId,
                status,
                provider,
                providerMessageId,
                error,
                at,
                null,
                null,
                null);
    }

    /** The same receipt with the provider's id; null leaves it without. */
    public Receipt withProviderMessageId(@Nullable String messageId) {
        return new Receipt(
                sendId, campaignId, leadId, status, provider, messageId, error, at, attempt, nextAttemptAt, failures);
    }
}
