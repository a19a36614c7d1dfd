package io.minicrm.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The launcher script of this checkout: servers under test are started as users start theirs, with the same options for the JVM.
 *
 * @param script {@code mini-crm}
 */
record Launcher(Path script) {

    /** Would make the server use backends or rules that are not the benchmark's. */
    private static final List<String> FOREIGN =
            List.of("KAFKA_BROKERS", "KAFKA_CONFIG", "DATABASE_URL", "RECEIPTS_SECRET", "HOST");

    /** @throws IllegalStateException when this program does not run from a checkout */
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

    /** The folder that the script lies in. */
    Path checkout() {
        return script.resolveSibling(".").normalize();
    }

    /** Starts a command; its outputs go to files {@code NAME.out} and {@code NAME.err} in the folder. */
    Process start(Path folder, String name, Map<String, String> environment, String... arguments) throws IOException {
        var builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(FOREIGN);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".err").toFile()))
                .start();
    }
}
