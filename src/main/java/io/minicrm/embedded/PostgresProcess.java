package io.minicrm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server process that accepts connections. */
final class PostgresProcess {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);

    /** How long children of a killed server may still use its shared memory. */
    private static final Duration RETRY_FOR = Duration.ofSeconds(10);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    /**
     * Recovery reads little more than {@code max_wal_size}. A slow disk needs time, but a hanging disk must not block
     * the start permanently.
     */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    /** What is not written to its files by then is recovered at the next start. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private static final Duration LOG_AFTER = Duration.ofSeconds(5);

    private final Process process;
    private final int port;
    private final ServerFiles files;

    private PostgresProcess(Process process, int port, ServerFiles files) {
        this.process = process;
        this.port = port;
        this.files = files;
    }

    /**
     * What a server consists of on the disk.
     *
     * @param home the folder of its log
     * @param settings the file {@code postgresql.conf}
     */
    record ServerFiles(Path home, Path data, Path settings, PostgresBinaries binaries, PostgresLaunch launch) {

        Path log() {
            return home.resolve("postgres.log");
        }
    }

    /**
     * Starts the server on a free port and waits until it accepts connections.
     *
     * @throws IOException if it ends instead; the message contains its last error
     */
    static PostgresProcess start(ServerFiles files) throws IOException {
        return start(files, LoopbackPort::free);
    }

    /** Starts the server again, on the port that its clients know. */
    PostgresProcess startAgain() throws IOException {
        new PostmasterFile(files.data()).replaceReusedPid();
        return start(files, () -> port);
    }

    private static PostgresProcess start(ServerFiles files, IntSupplier ports) throws IOException {
        Path log = files.log();
        if (Files.exists(log)) {
            Files.move(log, files.home().resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        // Statements that fail are logged, with the values in them.
        Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        boolean afterCrash = new PostmasterFile(files.data()).exists();
        long giveUp = System.nanoTime() + RETRY_FOR.toNanos();
        while (true) {
            int port = ports.getAsInt();
            Process process = fork(command(files, port));
            if (becomesReady(process, files.data())) {
                return new PostgresProcess(process, port, files);
            }
            boolean mayPass = afterCrash || !LoopbackPort.isFree(port);
            if (!mayPass || System.nanoTime() > giveUp) {
                throw new IOException("it ended with status " + process.exitValue() + ": " + lastError(log));
            }
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
        }
    }

    private static ProcessBuilder command(ServerFiles files, int port) {
        return files.launch()
                .builder(
                        files.binaries().postgres(),
                        "-D",
                        files.data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "config_file=" + files.settings())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()));
    }

    /**
     * Forks in a thread that lives as long as the server, because the kernel sends the signal for the death of the
     * parent when the thread that forked has ended.
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

    /** Returns when the server has ended, with what to say of it. */
    String awaitEnd() throws InterruptedException {
        return "ended with status " + process.waitFor() + "; its log is " + files.log();
    }

    /** Shuts the server down, or kills it if it does not respond. */
    void stop() {
        if (!stop(process.toHandle(), files.data(), files.binaries(), files.launch(), STOP_LIMIT)) {
            LOG.error("PostgreSQL does not stop and is killed; it will recover at the next start");
            process.destroyForcibly();
        }
    }

    /**
     * Asks for a fast shutdown, then for an immediate one, and waits for each as long as the limit says. Returns
     * whether the process has ended.
     */
    static boolean stop(
            ProcessHandle process, Path data, PostgresBinaries binaries, PostgresLaunch launch, Duration limit) {
        for (String mode : List.of("fast", "immediate")) {
            try {
                launch.run(binaries.pgCtl(), "stop", "--no-wait", "--mode=" + mode, "--pgdata=" + data);
            } catch (IOException e) {
                // It may have ended in the meantime, which the check below finds.
                LOG.debug("pg_ctl failed", e);
            }
            process.onExit()
                    .completeOnTimeout(process, limit.toMillis(), TimeUnit.MILLISECONDS)
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
