package io.minicrm.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a PostgreSQL running: when it ends without having been stopped, it is started again on the same port, so that
 * its clients only have to connect again. What was committed is there again, because PostgreSQL recovers.
 *
 * <p>The first start follows at once. Each further one within a minute waits twice as long as the one before, up to 30
 * s, so that a server that cannot run does not use up the processor.
 */
final class PostgresSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger restarts = new AtomicInteger();
    private final Thread thread;
    private volatile PostgresProcess server;
    private volatile @Nullable String problem;

    private PostgresSupervisor(PostgresProcess server) {
        this.server = server;
        this.thread =
                Thread.ofPlatform().daemon().name("embedded-postgres-watch").unstarted(this::watch);
    }

    /** Watches a server that runs. */
    static PostgresSupervisor watch(PostgresProcess server) {
        PostgresSupervisor supervisor = new PostgresSupervisor(server);
        supervisor.thread.start();
        return supervisor;
    }

    /** The server that runs, or that ran last. */
    PostgresProcess server() {
        return server;
    }

    /** What is wrong; empty while the server runs. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** How often it was started again. */
    int restarts() {
        return restarts.get();
    }

    private void watch() {
        Duration pause = Duration.ZERO;
        try {
            while (true) {
                long begun = System.nanoTime();
                String end = server.awaitEnd();
                if (stop.getCount() == 0) {
                    return;
                }
                problem = end;
                LOG.error("PostgreSQL {}. It is started again; nothing that was committed is lost.", end);
                boolean wasStable = System.nanoTime() - begun > STABLE_AFTER.toNanos();
                pause = startAgain(wasStable ? Duration.ZERO : pause);
            }
        } catch (InterruptedException stopping) {
            LOG.debug("PostgreSQL is not watched any longer", stopping);
        }
    }

    /** Tries until the server runs. Returns how long to wait if it ends again. */
    private Duration startAgain(Duration firstPause) throws InterruptedException {
        Duration pause = firstPause;
        while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            pause = longer(pause);
            try {
                server = server.startAgain();
                restarts.incrementAndGet();
                problem = null;
                LOG.info("PostgreSQL runs again on port {}", server.port());
                return pause;
            } catch (IOException failure) {
                problem = "cannot be started again: " + failure.getMessage();
                LOG.error("PostgreSQL {}. The next attempt follows in {}.", problem, pause);
            }
        }
        throw new InterruptedException("stopped");
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Stops the server and does not start it again. */
    void stop() {
        stop.countDown();
        server.stop();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // One that was being started again when this was called.
        server.stop();
    }
}
