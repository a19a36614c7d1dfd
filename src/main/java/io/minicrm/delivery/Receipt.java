package io.minicrm.delivery;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.minicrm.lead.StoredText;
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
    @JsonCreator
    static Receipt read(
            @JsonProperty("send_id") @Nullable String sendId,
            @JsonProperty("campaign_id") @Nullable String campaignId,
            @JsonProperty("lead_id") @Nullable String leadId,
            @JsonProperty("status") @Nullable DeliveryStatus status,
            @JsonProperty("provider") @Nullable String provider,
            @JsonProperty("provider_message_id") @Nullable String providerMessageId,
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("at") @Nullable Instant at,
            @JsonProperty("attempt") @Nullable Integer attempt,
            @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
            @JsonProperty("failures") @Nullable Integer failures) {
        String campaign = Message.id("campaign_id", campaignId);
        String lead = Message.id("lead_id", leadId);
        if (status == DeliveryStatus.SENDING) {
            throw new IllegalArgumentException("status 'sending' is not a result");
        }
        return new Receipt(
                Message.sendId(sendId, campaign, lead),
                campaign,
                lead,
                Message.required("status", status),
                Message.id("provider", provider),
                providerMessageId == null ? null : StoredText.cleaned(providerMessageId, MAX_MESSAGE_ID_LENGTH),
                error == null ? null : StoredText.cleaned(error, MAX_ERROR_LENGTH),
                Message.time("at", at),
                attempt == null ? null : Message.attempt(attempt),
                nextAttemptAt == null ? null : Message.time("next_attempt_at", nextAttemptAt),
                failures == null ? null : Message.failures(failures));
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
