package io.minicrm.kafka;

/** One record's place in its partition. The stage finishes it when the record's effects are durable. */
public final class Ticket {

    private final long offset;
    private volatile boolean finished;

    Ticket(long offset) {
        this.offset = offset;
    }

    /** Marks the record as done. Safe to repeat, and without effect if the partition has moved to another process. */
    public void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    long offset() {
        return offset;
    }
}
