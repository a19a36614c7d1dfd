package io.minicrm.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A main class in its own process, with a small heap and flags for a fast start. Its output goes to a file. */
final class JavaProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofMinutes(1);

    /** Ends all processes that were started. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-children"));
    }

    private final String name;
    private final Process process;
    private final Path output;

    private JavaProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** @param output the file to which its output is appended */
    static JavaProcess start(Path output, Map<String, String> environment, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // For the provider's server, which would otherwise close connections that are idle for a moment.
                "-Dsun.net.httpserver.maxIdleConnections=10000",
                "-Dsun.net.httpserver.idleInterval=3600",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.deleteIfExists(output);
            Process process = builder.start();
            RUNNING.add(process);
            return new JavaProcess(output.getFileName() + " " + main.getSimpleName(), process, output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits until it prints a line that matches, and returns the first group. */
    String awaitLine(Pattern pattern) {
        String[] found = new String[1];
        Wait.until(name + " prints " + pattern, START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with status " + process.exitValue() + ":\n" + printed());
            }
            Matcher matcher = pattern.matcher(printed());
            if (matcher.find()) {
                found[0] = matcher.group(1);
            }
            return found[0] != null;
        });
        return found[0];
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL; returns when the process has ended. */
    void kill() {
        end(process.destroyForcibly());
    }

    /** Sends SIGKILL to the processes that it started, and to no other. */
    void killChildren() {
        process.children().forEach(ProcessHandle::destroyForcibly);
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM; returns when the process has ended. */
    void terminate() {
        process.destroy();
        end(process);
    }

    /** Stops the process, as swapping or a migration of its virtual machine does; {@link #resume} continues it. */
    void suspend() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** Stops the processes that it started and those that they started, and not the process itself. */
    void suspendDescendants() {
        signalDescendants("STOP");
    }

    void resumeDescendants() {
        signalDescendants("CONT");
    }

    private void signal(String signal) {
        run("kill", "-" + signal, Long.toString(process.pid()));
    }

    /** One that has just ended gets no signal. */
    private void signalDescendants(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        process.descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .map(String::valueOf)
                .forEach(command::add);
        statusOf(command.toArray(String[]::new));
    }

    /** Writes what all of its threads are doing, virtual ones included, to a new file. */
    void dumpThreads(Path file) {
        run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "Thread.dump_to_file",
                "-overwrite",
                file.toAbsolutePath().toString());
    }

    private void run(String... command) {
        int status = statusOf(command);
        if (status != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " for " + name + " ended with status " + status);
        }
    }

    private static int statusOf(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void end(Process ending) {
        try {
            if (!ending.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end");
            }
            RUNNING.remove(process);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
