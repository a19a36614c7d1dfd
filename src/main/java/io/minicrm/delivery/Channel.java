package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.lead.Lead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A way out of the house. Implementations are safe for use by many threads at once. */
public interface Channel {

    /** The name that campaigns choose it by. */
    String name();

    /** True when the provider drops a repeated {@code send_id}, so that an uncertain send may simply be repeated. */
    boolean isIdempotent();

    /** Where the lead is reached on this channel; null when it has no such address. */
    @Nullable
    String addressOf(Lead lead);

    /**
     * Hands one message to the provider and waits for its answer; called on a virtual thread, many at a time.
     *
     * <p>An exception, and an interrupt when it takes too long, count as {@link SendResult.Uncertain}.
     */
    SendResult send(OutboundMessage message) throws InterruptedException;

    /**
     * A message ready to leave.
     *
     * @param key the message; its send id is the idempotency key
     * @param to the address
     * @param subject the rendered subject; null where the campaign has none
     * @param body the rendered message
     */
    record OutboundMessage(
            MessageKey key, String to, @Nullable String subject, String body) {

        public String sendId() {
            return key.sendId();
        }

        public String campaignId() {
            return key.campaignId();
        }

        public String leadId() {
            return key.leadId();
        }
    }

    /** A provider's answer. */
    sealed interface SendResult {

        /** Taken. */
        record Accepted(@Nullable String providerMessageId) implements SendResult {}

        /** Refused for good. */
        record Rejected(String reason) implements SendResult {}

        /** Not taken, but it may be later; {@code retryAfter} is the provider's wish, null when it has none. */
        record Transient(String reason, @Nullable Duration retryAfter) implements SendResult {}

        /**
         * No clear answer: it may have been taken. An idempotent channel is asked again; with any other the delivery becomes
         * {@code unknown}.
         */
        record Uncertain(String reason) implements SendResult {}
    }
}
