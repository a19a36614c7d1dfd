package io.minicrm.kafka;

/** The place of one record in its partition, to be handed back when the record's effects are durable. */
public final class Ticket {

    private final long offset;
    private volatile boolean finished;

    Ticket(long offset) {
        this.offset = offset;
    }

    /** Says that the record is done with. Again is harmless; so is a ticket whose partition has moved to another process. */
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
