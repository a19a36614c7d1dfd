package io.minicrm.delivery;

import java.util.List;

/** Puts receipts on their topic. */
public interface ReceiptPublisher {

    /** Publishes the receipts as one batch and returns once the broker has acknowledged all of them. */
    void publish(List<Receipt> receipts);
}
