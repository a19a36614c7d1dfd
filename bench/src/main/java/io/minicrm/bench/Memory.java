package io.minicrm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Watches the memory of a server and of its PostgreSQL while something runs, as Linux tells it; elsewhere there are no figures. Of the
 * server the resident set counts. PostgreSQL's processes share most of theirs, so each is counted in proportion (PSS).
 */
final class Memory implements AutoCloseable {

    private static final long EVERY_MILLIS = 500;
    private static final double KIBIBYTES_A_MEBIBYTE = 1024;

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

    /** Watches from now on. */
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

    /** The largest resident set of the server so far, in MiB; 0 where the system does not tell. */
    double serverMebibytes() {
        return serverPeak / KIBIBYTES_A_MEBIBYTE;
    }

    /** The largest sum over PostgreSQL's processes so far, in MiB; 0 where the system does not tell. */
    double postgresMebibytes() {
        return postgresPeak / KIBIBYTES_A_MEBIBYTE;
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
