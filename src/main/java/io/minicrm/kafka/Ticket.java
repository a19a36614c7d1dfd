package io.minicrm.kafka;

import java.util.concurrent.atomic.AtomicBoolean;

/** One record's place in its partition. The stage finishes it when the record's effects are durable. */
public final class Ticket {

    private final long offset;
    private final Runnable whenFinished;
    private final AtomicBoolean finished = new AtomicBoolean();

    Ticket(long offset) {
        this(offset, () -> {});
    }

    /** @param whenFinished runs once, in the thread that finishes the record */
    Ticket(long offset, Runnable whenFinished) {
        this.offset = offset;
        this.whenFinished = whenFinished;
    }

    /** Marks the record as done. Safe to repeat, and without effect if the partition has moved to another process. */
    public void finish() {
        if (finished.compareAndSet(false, true)) {
            whenFinished.run();
        }
    }

    boolean isFinished() {
        return finished.get();
    }

    long offset() {
        return offset;
    }
}
