package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.kafka.Publisher;
import java.util.Map;

/**
 * What a sender works with.
 *
 * @param channels the installed channels by name
 */
public record SenderPorts(
        Deliveries deliveries,
        Campaigns campaigns,
        Map<String, Channel> channels,
        ReceiptSink receipts,
        DeliveryObserver observer) {

    public SenderPorts {
        channels = Map.copyOf(channels);
    }

    /** Where the outcomes of messages go. */
    @FunctionalInterface
    public interface ReceiptSink {

        /** Sends a receipt; {@code done} is called once, in another thread, when the broker has it or has not taken it. */
        void send(Receipt receipt, Publisher.Outcome done);
    }
}
