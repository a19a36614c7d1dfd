package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.kafka.Publisher;
import io.minicrm.lead.Leads;
import java.util.Map;

/**
 * The ports of a sender.
 *
 * @param channels the installed channels by name
 */
public record SenderPorts(
        Stored stored, Map<String, Channel> channels, ReceiptSink receipts, DeliveryObserver observer) {

    /** What a sender reads and writes in the store. */
    public record Stored(Deliveries deliveries, Campaigns campaigns, Plans plans, Leads leads) {}

    public SenderPorts {
        channels = Map.copyOf(channels);
    }

    /** Takes the outcomes of messages. */
    @FunctionalInterface
    public interface ReceiptSink {

        /**
         * Sends a receipt. {@code done} is called once, perhaps in another thread, when the broker has accepted or
         * refused it.
         */
        void send(Receipt receipt, Publisher.Outcome done);
    }
}
