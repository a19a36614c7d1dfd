package io.minicrm.delivery;

import io.minicrm.campaign.KeyedByMessage;
import io.minicrm.campaign.MessageKey;
import io.minicrm.kafka.JsonFieldReader;
import io.minicrm.kafka.JsonFieldWriter;
import io.minicrm.text.StoredText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message on {@code campaign.delivery_receipts}: the outcome of one message.
 *
 * @param key the message; its send id is the record's key
 * @param status what happened
 * @param provider the name of the channel that reports it
 * @param providerMessageId the provider's own id; null if it gave none
 * @param error the code of a reason if skipped or postponed, a text if it failed; null otherwise
 * @param at when it happened
 * @param attempt what only the sender knows; null in callbacks, which are about the message as such
 */
public record Receipt(
        MessageKey key,
        DeliveryStatus status,
        String provider,
        @Nullable String providerMessageId,
        @Nullable String error,
        Instant at,
        @Nullable SendAttempt attempt)
        implements KeyedByMessage {

    private static final int MAX_MESSAGE_ID_LENGTH = 500;
    private static final int MAX_ERROR_LENGTH = 1_000;

    /** A provider's report about the message as such, whatever the attempt. */
    public static Receipt callback(
            MessageKey key,
            DeliveryStatus status,
            String provider,
            @Nullable String providerMessageId,
            @Nullable String error,
            Instant at) {
        return new Receipt(key, status, provider, providerMessageId, error, at, null);
    }

    /** The round it is about; null in callbacks. */
    public @Nullable Integer round() {
        return attempt == null ? null : (Integer) attempt.round();
    }

    /** Earlier transient failures; null if it leaves them as they are. */
    public @Nullable Integer failures() {
        return attempt == null ? null : attempt.failures();
    }

    /** When the message is due again; null unless it is retrying or postponed. */
    public @Nullable Instant nextAttemptAt() {
        return attempt == null ? null : attempt.nextAttemptAt();
    }

    /** The limit that the postponed message waits for; null if it waits for none. */
    public @Nullable String heldBy() {
        return attempt == null ? null : attempt.heldBy();
    }

    /** Whether its attempt or an earlier one may have reached the provider; false in callbacks, which do not know. */
    public boolean maybeSent() {
        return attempt != null && attempt.maybeSent();
    }

    /** The same receipt with that provider's id. */
    public Receipt withProviderMessageId(@Nullable String messageId) {
        return new Receipt(key, status, provider, messageId, error, at, attempt);
    }

    /**
     * Reads a message. A provider's texts are shortened to what every store can keep.
     *
     * @throws IllegalArgumentException if a field is missing or invalid, naming it
     */
    static Receipt read(JsonFieldReader fields) {
        var read = new Fields();
        fields.forEach(name -> read.field(name, fields));
        return read.receipt();
    }

    void write(JsonFieldWriter fields) {
        fields.text("send_id", sendId())
                .text("campaign_id", campaignId())
                .text("lead_id", leadId())
                .text("status", status.code())
                .text("provider", provider)
                .text("provider_message_id", providerMessageId)
                .text("error", error)
                .time("at", at)
                .integer("attempt", attempt == null ? null : (Integer) attempt.number())
                .integer("round", round())
                .time("next_attempt_at", nextAttemptAt())
                .integer("failures", failures())
                .text("held_by", heldBy())
                .flag("maybe_sent", attempt == null ? null : (Boolean) attempt.maybeSent());
    }

    /** The fields of one message as they are read. */
    private static final class Fields {

        private @Nullable String sendId;
        private @Nullable String campaignId;
        private @Nullable String leadId;
        private @Nullable String status;
        private @Nullable String provider;
        private @Nullable String providerMessageId;
        private @Nullable String error;
        private @Nullable Instant at;
        private @Nullable Integer attempt;
        private @Nullable Integer round;
        private @Nullable Instant nextAttemptAt;
        private @Nullable Integer failures;
        private @Nullable String heldBy;
        private boolean maybeSent;

        void field(String name, JsonFieldReader fields) {
            switch (name) {
                case "send_id" -> sendId = fields.text();
                case "campaign_id" -> campaignId = fields.text();
                case "lead_id" -> leadId = fields.text();
                case "status" -> status = fields.text();
                case "provider" -> provider = fields.text();
                case "provider_message_id" -> providerMessageId = fields.text();
                case "error" -> error = fields.text();
                case "at" -> at = fields.time();
                case "attempt" -> attempt = fields.integer();
                case "round" -> round = fields.integer();
                case "next_attempt_at" -> nextAttemptAt = fields.time();
                case "failures" -> failures = fields.integer();
                case "held_by" -> heldBy = fields.text();
                case "maybe_sent" -> maybeSent = Boolean.TRUE.equals(fields.flag());
                default -> fields.skip();
            }
        }

        Receipt receipt() {
            DeliveryStatus outcome = DeliveryStatus.ofCode(Message.required("status", status));
            if (outcome == DeliveryStatus.SENDING) {
                throw new IllegalArgumentException("status 'sending' is not a result");
            }
            return new Receipt(
                    MessageKey.verified(sendId, Message.id("campaign_id", campaignId), Message.id("lead_id", leadId)),
                    outcome,
                    Message.id("provider", provider),
                    providerMessageId == null ? null : StoredText.cleaned(providerMessageId, MAX_MESSAGE_ID_LENGTH),
                    error == null ? null : StoredText.cleaned(error, MAX_ERROR_LENGTH),
                    Message.time("at", at),
                    sendAttempt());
        }

        /** Receipts written before rounds existed have an attempt that counted the rounds. */
        private @Nullable SendAttempt sendAttempt() {
            if (attempt == null && round == null) {
                return null;
            }
            return new SendAttempt(
                    round == null ? 1 : Message.attempt(attempt),
                    Message.round(round == null ? attempt : round),
                    Message.failures(failures),
                    nextAttemptAt == null ? null : Message.time("next_attempt_at", nextAttemptAt),
                    heldBy == null ? null : StoredText.cleaned(heldBy, MAX_MESSAGE_ID_LENGTH),
                    maybeSent);
        }
    }
}
