package io.minicrm.pending;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reading whose result may become useless while a database or a broker still works on it, because the one who asked
 * has left. It is bound to the thread that asks. While that thread waits for a database, the store says here how to
 * stop the database:
 *
 * <pre>
 *   the thread that asks                         another thread
 *   pending.ask(() -&gt; …)
 *     store: PendingRead.current()
 *     store: pending.begin(statement::cancel)
 *     store: statement.executeQuery()            pending.abandon(): cancels the statement
 *     store: work.close()
 * </pre>
 *
 * What is asked must only read: a write that is stopped has an unknown outcome.
 */
public final class PendingRead {

    private static final ScopedValue<PendingRead> ASKED = ScopedValue.newInstance();

    private final Set<Work> running = new LinkedHashSet<>();
    private volatile boolean abandoned;

    /** Reads in this thread. A failure of what is read is thrown on; it may be due to {@link #abandon}. */
    public <T extends @Nullable Object, X extends Throwable> T ask(ScopedValue.CallableOp<T, X> reading) throws X {
        return ScopedValue.where(ASKED, this).call(reading);
    }

    /**
     * Stops what is being read, and what is begun afterwards. To be repeated until {@link #ask} ends, because a
     * database ignores that it is to stop a statement whose execution has not begun.
     */
    public void abandon() {
        abandoned = true;
        List<Work> stopped;
        synchronized (running) {
            stopped = new ArrayList<>(running);
        }
        stopped.forEach(work -> work.stop.run());
    }

    /** Whether nobody waits for the result any more. */
    public boolean isAbandoned() {
        return abandoned;
    }

    /** What this thread reads for; null if the result is needed in any case. For what is read from. */
    public static @Nullable PendingRead current() {
        return ASKED.isBound() ? ASKED.get() : null;
    }

    /** Whether this thread reads something for which nobody waits any more. */
    public static boolean isCurrentAbandoned() {
        PendingRead current = current();
        return current != null && current.isAbandoned();
    }

    /**
     * Begins something that {@code stop} stops. For what is read from.
     *
     * @param stop called by another thread, once or more, also at moments when there is nothing to stop, and for a
     *     moment after the work is closed; must not throw
     */
    public Work begin(Runnable stop) {
        Work work = new Work(stop);
        synchronized (running) {
            running.add(work);
        }
        return work;
    }

    /**
     * Begins something in this thread that {@code stop} stops, if this thread's reading can be given up. Stops it at
     * once if it has been.
     *
     * @param stop as for {@link #begin}; also called by this thread
     */
    public static Work beginCurrent(Runnable stop) {
        PendingRead current = current();
        PendingRead pending = current == null ? new PendingRead() : current;
        Work work = pending.begin(stop);
        if (pending.isAbandoned()) {
            stop.run();
        }
        return work;
    }

    /** Something that is done for a reading. Closing says that it has ended. */
    public final class Work implements AutoCloseable {

        private final Runnable stop;

        private Work(Runnable stop) {
            this.stop = stop;
        }

        @Override
        public void close() {
            synchronized (running) {
                running.remove(this);
            }
        }
    }
}
