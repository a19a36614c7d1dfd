package io.minicrm.delivery;

import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import java.util.List;

/** Writes receipts into the delivery log, a poll at a time in one write; the only way that results reach it. */
public final class ReceiptWorker implements BatchStage<Receipt> {

    private final Deliveries deliveries;
    private final DeliveryObserver observer;

    public ReceiptWorker(Deliveries deliveries, DeliveryObserver observer) {
        this.deliveries = deliveries;
        this.observer = observer;
    }

    @Override
    public void process(List<Receipt> receipts, Publisher.Outbox outbox) {
        deliveries.apply(receipts);
        observer.received(receipts);
    }
}
