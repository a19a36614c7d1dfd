package io.minicrm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Samples the memory of a server and of its PostgreSQL. Figures exist only on Linux. For the server it is the resident
 * set. PostgreSQL's processes share most of their memory, so for each of them it is the proportional set size (PSS).
 */
final class Memory implements AutoCloseable {

    private static final long EVERY_MILLIS = 500;
    private static final double KIBIBYTES_PER_MEBIBYTE = 1024;

    private final long server;
    private final long postmaster;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile long serverPeak;
    private volatile long postgresPeak;

    private Memory(long server, long postmaster) {
        this.server = server;
        this.postmaster = postmaster;
        Thread.ofPlatform().daemon().name("memory").start(this::watch);
    }

    /** Starts sampling. */
    static Memory watch(long server, long postmaster) {
        return new Memory(server, postmaster);
    }

    private void watch() {
        try {
            do {
                serverPeak = Math.max(serverPeak, kibibytes(server, "status", "VmRSS:"));
                postgresPeak = Math.max(postgresPeak, familyKibibytes(postmaster));
            } while (!stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The largest resident set of the server so far, in MiB; 0 if the system does not report it. */
    double serverMebibytes() {
        return serverPeak / KIBIBYTES_PER_MEBIBYTE;
    }

    /** The largest sum over PostgreSQL's processes so far, in MiB; 0 if the system does not report it. */
    double postgresMebibytes() {
        return postgresPeak / KIBIBYTES_PER_MEBIBYTE;
    }

    @Override
    public void close() {
        stop.countDown();
    }

    private static long familyKibibytes(long parent) {
        return kibibytes(parent, "smaps_rollup", "Pss:")
                + ProcessHandle.of(parent).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(child -> kibibytes(child.pid(), "smaps_rollup", "Pss:"))
                        .sum();
    }

    private static long kibibytes(long pid, String file, String line) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), file))) {
            return lines.filter(text -> text.startsWith(line))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }
}
