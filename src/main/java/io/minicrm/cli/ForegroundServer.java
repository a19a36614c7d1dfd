package io.minicrm.cli;

import io.minicrm.app.ProcessRole;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server in this process that is stopped in an orderly way when the process is asked to end (Ctrl-C, SIGTERM). */
final class ForegroundServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ForegroundServer.class);

    /** Supervisors kill a process 10 s after they asked it to stop, Docker for example. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(9);

    private final Server server;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ForegroundServer(Server server) {
        this.server = server;
    }

    static ForegroundServer start(Settings settings, Set<ProcessRole> roles) {
        ForegroundServer running = new ForegroundServer(Server.start(settings, roles));
        Runtime.getRuntime().addShutdownHook(new Thread(running::closeInTime, "stop"));
        return running;
    }

    Server server() {
        return server;
    }

    /** Returns once the server has stopped. */
    void awaitStop() throws InterruptedException {
        closed.await();
    }

    /** When this returns the process ends, whatever its other threads wait for. */
    private void closeInTime() {
        Thread stopping = Thread.ofPlatform().daemon().name("stop-server").start(this::close);
        try {
            if (!stopping.join(STOP_LIMIT)) {
                log.warn(
                        "The server has not stopped within {} and is ended; the next start repeats its work",
                        STOP_LIMIT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server, or waits for the shutdown hook that is already stopping it. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            try {
                server.close();
            } finally {
                closed.countDown();
            }
            return;
        }
        try {
            awaitStop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
