package io.minicrm.cli;

import io.minicrm.app.ProcessRole;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server in this process that is stopped in an orderly way when the process is asked to end (Ctrl-C, SIGTERM). */
final class ForegroundServer implements AutoCloseable {

    private final Server server;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ForegroundServer(Server server) {
        this.server = server;
    }

    static ForegroundServer start(Settings settings, Set<ProcessRole> roles) {
        ForegroundServer running = new ForegroundServer(Server.start(settings, roles));
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        return running;
    }

    Server server() {
        return server;
    }

    /** Returns once the server has stopped. */
    void awaitStop() throws InterruptedException {
        closed.await();
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
