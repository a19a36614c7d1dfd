package io.minicrm.kafka;

import java.util.List;

/**
 * A step of the pipeline whose records take a while and finish in any order. The stage starts the work and returns; it
 * finishes each record's ticket, from any thread, when the record's effects are durable.
 */
public interface AsyncStage<I> {

    /**
     * Starts work on a batch. If this throws, the records that are not finished by then come again with the same {@code
     * batchId}.
     *
     * @param batchId unique among all batches of all processes
     */
    void start(String batchId, List<Work<I>> batch);

    /**
     * Called after every rebalance.
     *
     * @param share the part of the topic's partitions that this process reads, 0 to 1
     */
    void assigned(double share);

    /**
     * Called when partitions are revoked and when the loop ends. Work that has not started should not start any more
     * and should finish its ticket soon.
     */
    void cancelPending();

    /** Called about once a second, for example to interrupt work that takes too long. */
    void maintain();

    /**
     * One record to work on.
     *
     * @param deadLetter writes the record to the dead letters
     */
    record Work<I>(I value, Ticket ticket, DeadLetter deadLetter) {

        /** The same record, read as another value. */
        public Work<I> with(I other) {
            return other == value ? this : new Work<>(other, ticket, deadLetter);
        }

        /** Moves the record to the dead letters; nothing else is to be done about it. */
        public void setAside(String reason) {
            deadLetter.write(reason);
            ticket.finish();
        }
    }

    /** Writes one record to the dead letters. */
    @FunctionalInterface
    interface DeadLetter {

        /** Returns when the broker has the dead letter. */
        void write(String reason);
    }
}
