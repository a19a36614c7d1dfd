package io.minicrm.delivery;

import io.minicrm.delivery.DeliveryLog.ClaimRequest;
import io.minicrm.flow.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message on its way through a sender, and the tickets of all jobs that ask for it. Safe for use by many threads. */
final class Flight {

    private enum State {
        /** Claimed, waiting for its moment. */
        WAITING,
        /** With its channel. */
        OUT,
        /** Called back before it left. */
        RECALLED
    }

    private final SendJob job;
    private final List<Ticket> tickets = new ArrayList<>(1);
    private @Nullable Thread thread;
    private State state = State.WAITING;
    private long leftAt;

    Flight(SendJob job, Ticket ticket) {
        this.job = job;
        tickets.add(ticket);
    }

    SendJob job() {
        return job;
    }

    ClaimRequest claimRequest() {
        return new ClaimRequest(job.campaignId(), job.leadId(), job.chunkIndex(), job.attempt());
    }

    /** Another job asks for the same message. */
    synchronized Flight with(Ticket ticket) {
        tickets.add(ticket);
        return this;
    }

    synchronized void fliesOn(Thread itsThread) {
        thread = itsThread;
    }

    /** The message goes to its channel now; from here on it is timed. False when it was recalled. */
    synchronized boolean leave() {
        if (state == State.RECALLED) {
            return false;
        }
        leftAt = System.nanoTime();
        state = State.OUT;
        return true;
    }

    /** Calls the message back if it has not left. */
    synchronized void recall() {
        if (state == State.WAITING && thread != null) {
            state = State.RECALLED;
            thread.interrupt();
        }
    }

    /** Interrupts the message's channel if it has had it for longer than that; true when it did. */
    synchronized boolean interruptAfter(long nanos, long now) {
        if (state != State.OUT || thread == null || now - leftAt <= nanos) {
            return false;
        }
        thread.interrupt();
        return true;
    }

    /** The outcome is safe: nobody needs to look at these jobs again. */
    synchronized void land() {
        thread = null;
        tickets.forEach(Ticket::finish);
    }
}
