package io.minicrm.reliability;

import io.minicrm.cli.Main;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mini-crm server that can be killed and started again as a user would, with the same folder and settings. */
final class MiniCrm implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("listens on http://localhost:(\\d+)[ /]");

    private final String name;
    private final Path folder;
    private final String roles;
    private final Map<String, String> environment;
    private volatile @Nullable JavaProcess process;
    private volatile int port;
    private int starts;

    /**
     * @param folder where its output goes
     * @param roles its roles, separated by commas; empty: all
     */
    MiniCrm(String name, Path folder, String roles, Map<String, String> environment) {
        this.name = name;
        this.folder = folder;
        this.roles = roles;
        this.environment = new HashMap<>(environment);
    }

    /** Starts it without waiting. */
    MiniCrm launch() {
        Path output = folder.resolve(name + "-" + ++starts + ".log");
        process = roles.isEmpty()
                ? JavaProcess.start(output, environment, Main.class, "serve")
                : JavaProcess.start(output, environment, Main.class, "serve", "--roles", roles);
        return this;
    }

    /** Returns when it serves HTTP. */
    MiniCrm awaitReady() {
        port = Integer.parseInt(running().awaitLine(LISTENS));
        return this;
    }

    /** Starts it and returns the time until it serves HTTP. */
    Duration start() {
        long begin = System.nanoTime();
        launch().awaitReady();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    void kill() {
        running().kill();
    }

    void terminate() {
        running().terminate();
    }

    void suspend() {
        running().suspend();
    }

    void resume() {
        running().resume();
    }

    /** Writes what its threads are doing beside its output, and returns the file. */
    Path dumpThreads() {
        Path file = folder.resolve(name + "-" + starts + "-threads.txt");
        running().dumpThreads(file);
        return file;
    }

    boolean isAlive() {
        JavaProcess current = process;
        return current != null && current.isAlive();
    }

    long pid() {
        return running().pid();
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    private JavaProcess running() {
        JavaProcess current = process;
        if (current == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return current;
    }

    @Override
    public void close() {
        JavaProcess current = process;
        if (current != null) {
            current.close();
        }
    }
}
