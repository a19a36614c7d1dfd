package io.minicrm.delivery;

import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.kafka.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message inside a sender, from its claim to its receipt, and the tickets of all jobs that ask for it. Safe for use
 * by many threads.
 *
 * <p>Its states and the calls that change them:
 *
 * <pre>
 * WAITING ──begin──→ SENDING ──finish──→ ANSWERED
 *    │
 *    └────cancel────→ CANCELLED
 * </pre>
 *
 * A message that is with its channel cannot be cancelled, only interrupted when it is overdue.
 */
final class InFlightMessage {

    private enum State {
        /** Claimed. */
        WAITING,
        /** With its channel. */
        SENDING,
        /** Cancelled before it was sent. */
        CANCELLED,
        /** Its channel has answered. */
        ANSWERED
    }

    private final SendJob job;
    private PastAttempts past = PastAttempts.NONE;
    private final List<Ticket> tickets = new ArrayList<>(1);
    private @Nullable Thread thread;
    private State state = State.WAITING;
    private long begunAt;
    private @Nullable Receipt receipt;
    private @Nullable Throwable breakOff;

    InFlightMessage(SendJob job, Ticket ticket) {
        this.job = job;
        tickets.add(ticket);
    }

    SendJob job() {
        return job;
    }

    ClaimRequest claimRequest() {
        return new ClaimRequest(job.key(), job.chunkIndex(), job.round());
    }

    /** Adds the ticket of another job that asks for the same message. */
    synchronized InFlightMessage add(Ticket ticket) {
        tickets.add(ticket);
        return this;
    }

    /** Takes over the tickets of an older job of the same message. */
    synchronized InFlightMessage replace(InFlightMessage older) {
        tickets.addAll(older.tickets());
        return this;
    }

    private synchronized List<Ticket> tickets() {
        return List.copyOf(tickets);
    }

    /** Records what the claim has found. */
    synchronized InFlightMessage withPast(PastAttempts earlier) {
        past = earlier;
        return this;
    }

    /** What happened before this attempt. */
    synchronized PastAttempts past() {
        return past;
    }

    /** Records the thread that sends it, which {@link #interruptIfOverdue} interrupts. */
    synchronized void runOn(Thread sender) {
        thread = sender;
    }

    /**
     * The message is passed to its channel now. Its time limit starts here.
     *
     * @param now {@link System#nanoTime}
     * @return false if it was cancelled and must not be sent
     */
    synchronized boolean begin(long now) {
        if (state != State.WAITING) {
            return false;
        }
        begunAt = now;
        state = State.SENDING;
        return true;
    }

    /** Whether its channel may have seen it. */
    synchronized boolean hasBegun() {
        return state == State.SENDING || state == State.ANSWERED;
    }

    /** Cancels the message if it is not with its channel. */
    synchronized void cancel() {
        if (state == State.WAITING) {
            state = State.CANCELLED;
        }
    }

    /** The channel has answered. */
    synchronized void finish() {
        state = State.ANSWERED;
        clearInterrupt();
    }

    /** An interrupt that comes too late is cleared: what follows must not fail because of it. */
    private static void clearInterrupt() {
        boolean _ = Thread.interrupted();
    }

    /**
     * Interrupts the channel if it has had the message for longer than {@code limit}. A channel that ignores the
     * interrupt is interrupted again after the same time.
     *
     * @param now {@link System#nanoTime}
     * @return true if it was interrupted
     */
    synchronized boolean interruptIfOverdue(Duration limit, long now) {
        if (state != State.SENDING || thread == null || now - begunAt <= limit.toNanos()) {
            return false;
        }
        begunAt = now;
        thread.interrupt();
        return true;
    }

    /** Its outcome is known; the broker does not have it yet. */
    synchronized void decided(Receipt outcome) {
        receipt = outcome;
    }

    /** Its outcome, once it is known. */
    synchronized @Nullable Receipt receipt() {
        return receipt;
    }

    /** Its thread has ended before the outcome was handed to the broker. */
    synchronized void brokeOff(Throwable cause) {
        breakOff = cause;
    }

    /** Why its thread has ended too early; null if it has not. */
    synchronized @Nullable Throwable breakOff() {
        return breakOff;
    }

    /** The broker has stored the outcome, so the jobs need not be read again. */
    synchronized void acknowledge() {
        tickets.forEach(Ticket::finish);
    }
}
