package io.minicrm.inspector;

import io.minicrm.pending.PendingRead;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Two platform threads for scans that virtual threads ask for. A scan computes for seconds without a break. The
 * scheduler never takes the processor from a virtual thread, so two scans on a machine of two processors would stop
 * every other virtual thread meanwhile. Further scans wait for one of the threads, unless the reading that they belong
 * to is given up.
 */
final class ScanThreads implements AutoCloseable {

    private static final int THREADS = 2;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("inspector-scan-", 1).factory());

    /**
     * Runs the scan and returns its result. A caller on a platform thread runs it itself. The scan belongs to the
     * reading of the caller.
     *
     * @throws java.util.concurrent.CancellationException if the reading is given up before the scan has begun
     */
    <T> T run(Supplier<T> scan) {
        if (!Thread.currentThread().isVirtual()) {
            return scan.get();
        }
        PendingRead reading = PendingRead.current();
        FutureTask<T> running = new FutureTask<>(() -> reading == null ? scan.get() : reading.ask(scan::get));
        threads.execute(running);
        try (PendingRead.Work _ = PendingRead.beginCurrent(() -> cancelUnlessBegun(running))) {
            return running.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException known -> throw known;
                case Error fatal -> throw fatal;
                case null, default -> throw new IllegalStateException(failure);
            }
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new BrokerRefusedException("Interrupted during a scan", interrupted);
        }
    }

    /** A scan that has begun stops by itself, so that its caller waits until nothing of it is left. */
    private void cancelUnlessBegun(FutureTask<?> scan) {
        if (threads.remove(scan)) {
            scan.cancel(false);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
