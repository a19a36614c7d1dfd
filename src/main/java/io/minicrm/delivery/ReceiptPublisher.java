package io.minicrm.delivery;

import java.util.List;

/** Publishes receipts of outcomes and of callbacks to their topic. */
@FunctionalInterface
public interface ReceiptPublisher {

    /**
     * Publishes receipts and returns when the broker has them all. After an exception the caller has to send all of
     * them again.
     */
    void publish(List<Receipt> receipts);
}
