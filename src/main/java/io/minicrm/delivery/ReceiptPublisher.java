package io.minicrm.delivery;

import java.util.List;

/** The way of receipts onto their topic, for outcomes and callbacks alike. */
@FunctionalInterface
public interface ReceiptPublisher {

    /** Puts the receipts on the topic and returns once the broker has them all; an exception means: send them again. */
    void publish(List<Receipt> receipts);
}
