package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a separate process that a test can kill, and reads its output. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static ChildJvm start(Class<?> main, Path folder) throws IOException {
        return start(List.of(), main, folder);
    }

    /** Starts it in a process group of its own, as a shell does with a command in a terminal. */
    static ChildJvm startInAGroupOfItsOwn(Class<?> main, Path folder) throws IOException {
        // Where a shell runs the tests in the background, all processes below it ignore SIGINT.
        return start(List.of("setsid", "env", "--default-signal=INT"), main, folder);
    }

    private static ChildJvm start(List<String> prefix, Class<?> main, Path folder) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString()));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** Reads this many numbers from its output, one per line. */
    List<Long> readNumbers(int count) throws IOException {
        List<Long> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            String line = output.readLine();
            assertThat(line).as("a line of the child process").isNotNull();
            numbers.add(Long.valueOf(line));
        }
        return numbers;
    }

    /** Kills it with SIGKILL and returns the numbers in its output that were not read yet, without an incomplete last line. */
    List<Long> kill() throws IOException, InterruptedException {
        // Not process.destroyForcibly(), which closes the stream that is read below.
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        StringBuilder rest = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            rest.append((char) c);
        }
        return rest.substring(0, rest.lastIndexOf("\n") + 1)
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    /** Does what a terminal does at Ctrl-C. */
    void interruptGroup() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -INT -" + process.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Discards the rest of its output, waits until it ends, and returns its status. */
    int awaitEnd() throws IOException, InterruptedException {
        while (output.readLine() != null) {
            // A full pipe would block it.
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
