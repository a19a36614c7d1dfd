package io.minicrm.api;

import io.minicrm.pending.PendingRead;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks every tenth of a second whether the client of a request is still connected, and if not, abandons what is being
 * read for it. Each watched request has a virtual thread for that, so that a database that does not answer a cancel
 * request delays nobody else.
 */
final class ClientWatch {

    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private final WatchedHttpProtocol.Connection client;
    private final PendingRead pending = new PendingRead();

    /** Held while the connection is looked at: the thread of the request must not read from it at the same time. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition answered = lock.newCondition();
    private boolean isAnswered;

    private ClientWatch(WatchedHttpProtocol.Connection client) {
        this.client = client;
    }

    /**
     * Reads for the client of this thread's request, whose body must have been read.
     *
     * @throws ClientLeftException if the client has left, so that the reading was stopped or has no reader
     */
    static <T extends @Nullable Object> T ask(ScopedValue.CallableOp<T, Exception> reading) throws Exception {
        return new ClientWatch(WatchedHttpProtocol.connection()).run(reading);
    }

    private <T extends @Nullable Object> T run(ScopedValue.CallableOp<T, Exception> reading) throws Exception {
        Thread.ofVirtual().name("client-watch").start(this::watch);
        T answer;
        try {
            answer = pending.ask(reading);
        } catch (Exception failure) {
            if (pending.isAbandoned()) {
                throw new ClientLeftException(failure);
            }
            throw failure;
        } finally {
            end();
        }
        if (pending.isAbandoned()) {
            throw new ClientLeftException(null);
        }
        return answer;
    }

    private void watch() {
        lock.lock();
        try {
            while (!isAnsweredSoon()) {
                if (pending.isAbandoned() || !client.isOpen()) {
                    pending.abandon();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnsweredSoon() throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(MILLIS_BETWEEN_LOOKS);
        while (!isAnswered && nanos > 0) {
            nanos = answered.awaitNanos(nanos);
        }
        return isAnswered;
    }

    private void end() {
        lock.lock();
        try {
            isAnswered = true;
            answered.signal();
        } finally {
            lock.unlock();
        }
    }
}
