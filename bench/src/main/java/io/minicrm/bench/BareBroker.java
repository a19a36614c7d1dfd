package io.minicrm.bench;

import io.minicrm.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The embedded broker alone, in its own process, on the data folder of a stopped server. */
public final class BareBroker {

    private static final long ENDS_WITHIN_SECONDS = 30;

    private BareBroker() {}

    /** Starts the broker in the given folder, prints its address, and stops it when standard input ends. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start(Path.of(arguments[0]), 0, EmbeddedKafka.Clients.ALL)) {
            System.out.println(broker.bootstrapServers());
            int end = System.in.read();
            System.out.println(end);
        }
    }

    /** Milliseconds from the start of the process until the broker accepts requests. */
    static double millisecondsToStart(Path folder) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BareBroker.class.getName(),
                folder.resolve("data").resolve("kafka").toString());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker.err").toFile()))
                .start();
        try (var out = process.inputReader()) {
            if (out.readLine() == null) {
                throw new IllegalStateException("The bare broker did not start; see " + folder.resolve("broker.err"));
            }
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            process.getOutputStream().close();
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return milliseconds;
        }
    }
}
