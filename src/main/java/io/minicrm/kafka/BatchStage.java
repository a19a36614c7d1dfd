package io.minicrm.kafka;

import java.util.List;

/**
 * A step of the pipeline that processes one batch at a time: it writes to the store (idempotent) and puts the messages
 * for the next step into the outbox. The loop then publishes the outbox and commits the offsets, so a batch may come
 * again, in full or in part.
 */
@FunctionalInterface
public interface BatchStage<I> {

    /**
     * @param batch the values of one poll, in the order of each partition, never empty
     * @param outbox receives the messages for the next step
     */
    void process(List<I> batch, Publisher.Outbox outbox);
}
