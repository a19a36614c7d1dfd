package io.minicrm.delivery;

import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import java.util.List;

/** Writes receipts to the delivery log, one write per poll. Nothing else writes outcomes to it. */
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
