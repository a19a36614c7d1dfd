package io.minicrm.delivery;

import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import java.util.List;

/**
 * Writes receipts to the delivery log, one write per poll. Nothing else writes outcomes to it. Receipts of messages
 * that were never claimed, such as those of leads outside the campaign, change nothing and are counted as foreign.
 */
public final class ReceiptWorker implements BatchStage<Receipt> {

    private final Deliveries deliveries;
    private final DeliveryObserver observer;

    public ReceiptWorker(Deliveries deliveries, DeliveryObserver observer) {
        this.deliveries = deliveries;
        this.observer = observer;
    }

    @Override
    public void process(List<Receipt> receipts, Publisher.Outbox outbox) {
        int found = deliveries.apply(receipts);
        observer.received(receipts);
        if (found == receipts.size()) {
            return;
        }
        int needed = ReceiptRounds.of(receipts).stream().mapToInt(List::size).sum();
        if (found < needed) {
            observer.foreign(PipelineTopics.RECEIPTS.name(), needed - found);
        }
    }
}
