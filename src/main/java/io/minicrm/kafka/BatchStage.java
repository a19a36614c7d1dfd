package io.minicrm.kafka;

import java.util.List;

/**
 * One step of the pipeline, a batch at a time: write to the store (idempotent), put what follows into the outbox. The loop
 * publishes the outbox and commits the offsets after that, so a batch may come again, whole or in part.
 */
@FunctionalInterface
public interface BatchStage<I> {

    /**
     * @param batch the values of one poll, in the order of their partitions, never empty
     * @param outbox what goes on to the next step
     */
    void process(List<I> batch, Publisher.Outbox outbox);
}
