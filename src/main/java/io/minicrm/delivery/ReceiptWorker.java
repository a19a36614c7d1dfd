package io.minicrm.delivery;

import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import java.util.List;

/** Writes receipts into the delivery log, a poll at a time in one write; the only way that results reach it. */
public final class ReceiptWorker implements BatchStage<Receipt> {

    private final DeliveryLog deliveryLog;

    public ReceiptWorker(DeliveryLog deliveryLog) {
        this.deliveryLog = deliveryLog;
    }

    @Override
    public void process(List<Receipt> receipts, Publisher.Outbox outbox) {
        deliveryLog.apply(receipts);
    }
}
