package io.minicrm.delivery;

import io.minicrm.campaign.KeyedByMessage;
import io.minicrm.campaign.MessageKey;
import io.minicrm.lead.Lead;
import io.minicrm.template.MessageHeader;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends messages through one medium and provider. Implementations are safe for use by many threads. */
public interface Channel {

    /** The name by which campaigns select this channel. */
    String name();

    /** True if the provider drops a repeated {@code send_id}, so that an uncertain send can safely be repeated. */
    boolean isIdempotent();

    /** The lead's address on this channel, or what stands in its place; null if there is nothing. */
    @Nullable
    String addressOf(Lead lead);

    /** Whether the text can be an address on this channel: a channel takes only addresses of its own kind. */
    boolean isAddress(String text);

    /**
     * The most messages that one sender may have with this channel at once, 1 or more; what waits for its turn is not
     * with the channel yet.
     */
    default int concurrency() {
        return Integer.MAX_VALUE;
    }

    /**
     * Sends one message to the provider and waits for its answer. Called on virtual threads, many at a time.
     *
     * <p>An exception counts as {@link SendResult.Uncertain}. So does a send that is interrupted because it takes too
     * long.
     */
    SendResult send(OutboundMessage message) throws InterruptedException;

    /**
     * A message ready to leave.
     *
     * @param key the message; its send id is the idempotency key
     * @param to the address
     * @param headers the rendered lines that go with the message, such as its subject; without those that the campaign
     *     does not have
     * @param body the rendered message
     */
    record OutboundMessage(MessageKey key, String to, Map<MessageHeader, String> headers, String body)
            implements KeyedByMessage {

        public OutboundMessage {
            headers = Map.copyOf(headers);
        }
    }

    /** A provider's answer. */
    sealed interface SendResult {

        /** The provider accepted the message. */
        record Accepted(@Nullable String providerMessageId) implements SendResult {}

        /** The provider refused the message permanently. */
        record Rejected(String reason) implements SendResult {}

        /**
         * Not accepted now, but perhaps later; {@code retryAfter} is the shortest delay that the provider asks for, or
         * null.
         */
        record Transient(String reason, @Nullable Duration retryAfter) implements SendResult {}

        /**
         * Nothing was sent, because this process has no open files, threads or memory left for it. That is no fault of
         * the message or the provider, so it uses no attempt.
         */
        record Unable(String reason) implements SendResult {}

        /**
         * No clear answer: the provider may have accepted the message. On an idempotent channel it is sent again; on
         * any other the delivery becomes {@code unknown}.
         */
        record Uncertain(String reason) implements SendResult {}
    }
}
