package io.minicrm.kafka;

import java.util.List;

/**
 * A step whose records take their time and finish in any order. It starts the work and returns; each record's ticket is finished
 * when the record's effects are durable, from whatever thread.
 */
public interface AsyncStage<I> {

    /**
     * Starts work on a batch. When this throws, the whole batch comes again with the same {@code batchId}.
     *
     * @param batchId unique among all batches of all processes
     */
    void accept(String batchId, List<Work<I>> batch);

    /** Told after every rebalance which part of the topic's partitions comes this way, 0 to 1. */
    void share(double part);

    /** Called when partitions move away and when the loop ends: what has not begun should not begin any more, and finish soon. */
    void release();

    /** Called about once a second: time to look for work that takes too long. */
    void tick();

    /** One record to work on. */
    record Work<I>(I value, Ticket ticket) {}
}
