package io.minicrm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server process that accepts connections. */
final class PostgresProcess {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);

    /** How long children of a killed server may still use its shared memory. */
    private static final Duration RETRY_FOR = Duration.ofSeconds(10);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    /** Recovery reads little more than {@code max_wal_size}. A slow disk needs time, but a hanging disk must not block the start permanently. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private static final Duration STOP_TIME_LIMIT = Duration.ofSeconds(60);

    private static final Duration LOG_AFTER = Duration.ofSeconds(5);

    private final Process process;
    private final int port;
    private final Path data;
    private final PostgresBinaries binaries;
    private final PostgresLaunch launch;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private PostgresProcess(Process process, int port, Path data, PostgresBinaries binaries, PostgresLaunch launch) {
        this.process = process;
        this.port = port;
        this.data = data;
        this.binaries = binaries;
        this.launch = launch;
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @param home the folder of its log
     * @throws IOException if it ends instead; the message contains its last error
     */
    static PostgresProcess start(Path home, Path data, Path settings, PostgresBinaries binaries, PostgresLaunch launch)
            throws IOException {
        Path log = home.resolve("postgres.log");
        if (Files.exists(log)) {
            Files.move(log, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        boolean afterCrash = new PostmasterFile(data).exists();
        long giveUp = System.nanoTime() + RETRY_FOR.toNanos();
        while (true) {
            int port = LoopbackPort.free();
            Process process = fork(launch.builder(
                            binaries.postgres(),
                            "-D",
                            data.toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "config_file=" + settings)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
            if (becomesReady(process, data)) {
                PostgresProcess server = new PostgresProcess(process, port, data, binaries, launch);
                server.logWhenItEnds(log);
                return server;
            }
            boolean mayPass = afterCrash || !LoopbackPort.isFree(port);
            if (!mayPass || System.nanoTime() > giveUp) {
                throw new IOException("it ended with status " + process.exitValue() + ": " + lastError(log));
            }
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
        }
    }

    /**
     * Forks in a thread that lives as long as the server, because the kernel sends the signal for the death of the parent when the thread
     * that forked has ended.
     */
    private static Process fork(ProcessBuilder builder) throws IOException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("embedded-postgres").start(() -> {
            try {
                Process process = builder.start();
                started.complete(process);
                process.onExit().join();
            } catch (IOException e) {
                started.completeExceptionally(new UncheckedIOException(e));
            }
        });
        try {
            return started.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Returns false if it ends before it is ready. */
    private static boolean becomesReady(Process process, Path data) throws IOException {
        PostmasterFile file = new PostmasterFile(data);
        long begin = System.nanoTime();
        boolean logged = false;
        try {
            while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
                if (file.saysReady(process.pid())) {
                    return true;
                }
                long waited = System.nanoTime() - begin;
                if (!logged && waited > LOG_AFTER.toNanos()) {
                    LOG.info("PostgreSQL is recovering from a crash; this can take some minutes");
                    logged = true;
                }
                if (waited > READY_WITHIN.toNanos()) {
                    process.destroy();
                    throw new IOException("it is not ready after " + READY_WITHIN.toMinutes() + " minutes");
                }
            }
            return false;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("the start was interrupted", e);
        }
    }

    private static String lastError(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("ERROR:"))
                .reduce((earlier, later) -> later)
                .orElse("see " + log);
    }

    private void logWhenItEnds(Path log) {
        CompletableFuture<Void> _ = process.onExit().thenAccept(ended -> {
            if (!stopping.get()) {
                LOG.error(
                        "PostgreSQL ended unexpectedly with status {}; its log is {}. Start mini-crm again: nothing that was"
                                + " committed is lost.",
                        ended.exitValue(),
                        log);
            }
        });
    }

    /** Shuts the server down, or kills it if it does not respond. */
    void stop() {
        stopping.set(true);
        if (!stop(process.toHandle(), data, binaries, launch)) {
            LOG.error("PostgreSQL does not stop and is killed; it will recover at the next start");
            process.destroyForcibly();
        }
    }

    /** Asks for a fast shutdown, then for an immediate one. Returns whether the process has ended. */
    static boolean stop(ProcessHandle process, Path data, PostgresBinaries binaries, PostgresLaunch launch) {
        for (String mode : List.of("fast", "immediate")) {
            try {
                launch.run(binaries.pgCtl(), "stop", "--no-wait", "--mode=" + mode, "--pgdata=" + data);
            } catch (IOException e) {
                // It may have ended in the meantime, which the check below finds.
                LOG.debug("pg_ctl failed", e);
            }
            process.onExit()
                    .completeOnTimeout(process, STOP_TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (!process.isAlive()) {
                return true;
            }
        }
        return false;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }
}
