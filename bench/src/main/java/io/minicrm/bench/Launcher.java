package io.minicrm.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The launcher script of this checkout. Servers under test start like those of users, with the same JVM options.
 *
 * @param script path of {@code mini-crm}
 */
record Launcher(Path script) {

    /** Variables that would make the server use other backends, or other rules, than the benchmark expects. */
    private static final List<String> FOREIGN =
            List.of("KAFKA_BROKERS", "KAFKA_CONFIG", "DATABASE_URL", "RECEIPTS_SECRET", "HOST");

    /** @throws IllegalStateException if this program does not run from a checkout */
    static Launcher find() {
        try {
            Path code = Path.of(Launcher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path script = code.resolve("../../mini-crm").normalize();
            if (!Files.isExecutable(script)) {
                throw new IllegalStateException(
                        "There is no " + script + "; run the benchmark from a checkout: ./mini-crm bench");
            }
            return new Launcher(script);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The folder of the script. */
    Path checkout() {
        return script.resolveSibling(".").normalize();
    }

    /** Starts a command that writes its output to the files {@code NAME.out} and {@code NAME.err} in the folder. */
    Process start(Path folder, String name, Map<String, String> environment, String... arguments) throws IOException {
        var builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(FOREIGN);
        // Benchmarks post receipts as providers on this machine.
        builder.environment().put("RECEIPTS_SECRET", "none");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".err").toFile()))
                .start();
    }
}
