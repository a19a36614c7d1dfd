package io.minicrm.mongodb;

import io.minicrm.pending.PendingRead;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is read for a {@link PendingRead} that is abandoned: its thread is interrupted, the driver closes the
 * connection, and MongoDB stops what it does for a connection that is closed.
 *
 * <p>The thread has to be virtual: others do not notice an interruption while they wait for a socket.
 */
final class StoppableReads {

    private StoppableReads() {}

    static <T extends @Nullable Object> T read(Supplier<T> reading) {
        PendingRead pending = PendingRead.current();
        if (pending == null) {
            return reading.get();
        }
        Interruption interruption = new Interruption(Thread.currentThread());
        try (PendingRead.Work _ = pending.begin(interruption::interrupt)) {
            if (pending.isAbandoned()) {
                interruption.interrupt();
            }
            return reading.get();
        } finally {
            interruption.end();
        }
    }

    static void run(Runnable reading) {
        StoppableReads.<@Nullable Object>read(() -> {
            reading.run();
            return null;
        });
    }

    /** Interrupts a thread, but not what it does afterwards. */
    private static final class Interruption {

        private final Thread thread;
        private boolean isInterrupted;
        private boolean isOver;

        Interruption(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (!isOver) {
                isInterrupted = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            isOver = true;
            if (isInterrupted) {
                Thread.interrupted();
            }
        }
    }
}
