package io.minicrm.delivery;

import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.kafka.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One message on its way through a sender, and the tickets of all jobs that ask for it. Safe for use by many threads. */
final class InFlightMessage {

    private enum State {
        /** Claimed, waiting for its moment. */
        WAITING,
        /** Its thread waits for room among the messages that are with their channels. */
        QUEUED,
        /** With its channel. */
        OUT,
        /** Called back before it left. */
        RECALLED,
        /** Its channel has answered. */
        BACK
    }

    private final SendJob job;
    private int failures;
    private final List<Ticket> tickets = new ArrayList<>(1);
    private @Nullable Thread thread;
    private State state = State.WAITING;
    private long leftAt;

    InFlightMessage(SendJob job, Ticket ticket) {
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
    synchronized InFlightMessage with(Ticket ticket) {
        tickets.add(ticket);
        return this;
    }

    /** Takes the place of another flight of the same message, which does not take off, with its tickets. */
    synchronized InFlightMessage insteadOf(InFlightMessage other) {
        tickets.addAll(other.tickets());
        return this;
    }

    private synchronized List<Ticket> tickets() {
        return List.copyOf(tickets);
    }

    /** It is granted; the message has failed so often before. */
    synchronized void clear(int failuresBefore) {
        failures = failuresBefore;
    }

    synchronized int failures() {
        return failures;
    }

    synchronized void fliesOn(Thread itsThread) {
        thread = itsThread;
    }

    /**
     * Waits for room among the messages that are with their channels. False when the message was recalled, and then no room is
     * taken; else whoever called gives the room back.
     */
    boolean enter(Semaphore room) {
        if (!queue()) {
            return false;
        }
        try {
            room.acquire();
        } catch (InterruptedException recalled) {
            return false;
        }
        if (!dequeue()) {
            room.release();
            return false;
        }
        return true;
    }

    private synchronized boolean queue() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.QUEUED;
        return true;
    }

    private synchronized boolean dequeue() {
        clearInterrupt();
        if (state != State.QUEUED) {
            return false;
        }
        state = State.WAITING;
        return true;
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

    /** Calls the message back if it has not left; it does not wait for room any longer. */
    synchronized void recall() {
        boolean queued = state == State.QUEUED;
        if (queued || state == State.WAITING) {
            state = State.RECALLED;
        }
        if (queued && thread != null) {
            thread.interrupt();
        }
    }

    /** The channel has answered. */
    synchronized void arrive() {
        state = State.BACK;
        clearInterrupt();
    }

    /** An interrupt that came too late is taken back, for what follows must not fail by it. */
    private static void clearInterrupt() {
        boolean _ = Thread.interrupted();
    }

    /** Interrupts the channel if it has had the message for that long; at most once in that time, should it not listen. */
    synchronized boolean interruptAfter(Duration limit, long now) {
        if (state != State.OUT || thread == null || now - leftAt <= limit.toNanos()) {
            return false;
        }
        leftAt = now;
        thread.interrupt();
        return true;
    }

    /** The outcome is safe: nobody needs to look at these jobs again. */
    synchronized void land() {
        tickets.forEach(Ticket::finish);
    }
}
