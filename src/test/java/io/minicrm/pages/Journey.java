package io.minicrm.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A script in {@code web/journeys} that plays in Chromium what people do. What the browser cannot do, such as killing
 * the server, it asks for: it prints the name of an act, and goes on when it is done.
 */
public final class Journey {

    private static final Path WEB = Path.of("web").toAbsolutePath();
    private static final int NO_BROWSER = 3;

    /** Where nothing may be skipped: .ci/run. */
    private static final boolean MUST_RUN = "true".equals(System.getenv("CI"));

    private Journey() {}

    /** What a script can ask for. */
    @FunctionalInterface
    public interface Act {
        void run() throws Exception;
    }

    /** Skips the test if the pages were not built, because there is no Node. */
    public static void needsPages() {
        assumeTrue(MUST_RUN || Journey.class.getResource("/web/index.html") != null, "The pages are not built");
    }

    /**
     * Plays a script, and fails if it fails. Without a browser the test is skipped.
     *
     * @param server where the pages are
     * @param token the key with which the script prepares what it needs; null: none
     * @param acts what the script can ask for, by name
     */
    public static void play(String script, URI server, @Nullable String token, Map<String, Act> acts) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", "journeys/" + script, server.toString())
                .directory(WEB.toFile())
                .redirectErrorStream(true);
        if (token != null) {
            builder.environment().put("MINI_CRM_TOKEN", token);
        }
        Process process = builder.start();
        try {
            String printed = obey(process, acts);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(printed).isTrue();
            assumeTrue(MUST_RUN || process.exitValue() != NO_BROWSER, printed);
            assertThat(process.exitValue()).as(printed).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String obey(Process process, Map<String, Act> acts) throws Exception {
        StringBuilder printed = new StringBuilder();
        BufferedReader output = process.inputReader();
        Writer answers = process.outputWriter();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
            Act act = acts.get(line);
            if (act != null) {
                act.run();
                answers.write("done\n");
                answers.flush();
            }
        }
        return printed.toString();
    }
}
