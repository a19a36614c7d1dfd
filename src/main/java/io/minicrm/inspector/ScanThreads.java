package io.minicrm.inspector;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Two platform threads for scans that virtual threads ask for. A scan computes for seconds without a break. The
 * scheduler never takes the processor from a virtual thread, so two scans on a machine of two processors would stop
 * every other virtual thread meanwhile. Further scans wait for one of the threads.
 */
final class ScanThreads implements AutoCloseable {

    private static final int THREADS = 2;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("inspector-scan-", 1).factory());

    /** Runs the scan and returns its result. A caller on a platform thread runs it itself. */
    <T> T run(Supplier<T> scan) {
        if (!Thread.currentThread().isVirtual()) {
            return scan.get();
        }
        Future<T> running = threads.submit(scan::get);
        try {
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

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
