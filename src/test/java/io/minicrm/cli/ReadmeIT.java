package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.console.Json;
import io.minicrm.store.TestMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of README.md and compares their output with its transcript. */
class ReadmeIT {

    private static final String URL = "http://localhost:8080";

    @TempDir
    private Path folder;

    @Test
    void theDemoDoesWhatItsTranscriptShowsAlsoASecondTime() throws Exception {
        List<String> first = demo(Map.of());
        List<String> second = demo(Map.of());

        assertThat(shapes(first.stream())).containsSubsequence(shapes(transcript()));
        assertThat(first)
                .anyMatch(line -> line.matches(".*: 2,240 leads imported, 0 updated, 0 unchanged, 0 rejected"));
        assertThat(second)
                .anyMatch(line -> line.matches(".*: 0 leads imported, 0 updated, 2,240 unchanged, 0 rejected"));
        assertThat(List.of(first, second))
                .allSatisfy(output -> assertThat(output)
                        .anyMatch(line -> line.matches(
                                "Result +audience 602 = sent \\d+ \\+ failed \\d+ \\+ skipped \\d+ \\+ unknown 0")));
    }

    @Test
    void theDemoDoesTheSameOnMongo() throws Exception {
        List<String> output = demo(Map.of("DATABASE_URL", TestMongo.newDatabaseUrl()));

        assertThat(output)
                .anyMatch(line -> line.matches(".*: 2,240 leads imported, 0 updated, 0 unchanged, 0 rejected"))
                .anyMatch(line -> line.matches(
                        "Result +audience 602 = sent \\d+ \\+ failed \\d+ \\+ skipped \\d+ \\+ unknown 0"));
    }

    private List<String> demo(Map<String, String> environment) throws IOException, InterruptedException {
        try (Launched demo = Launched.start(folder, environment, List.of("./mini-crm", "demo", "--exit"))) {
            assertThat(demo.exitCode()).as("%s", demo.err()).isZero();
            return demo.out();
        }
    }

    /** README's transcript, without its end: the server keeps running only on a terminal. */
    private static Stream<String> transcript() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String shown = between(readme, "```console\n$ ./mini-crm demo\n", "```");
        return shown.lines().takeWhile(line -> !line.startsWith("The server keeps running"));
    }

    /** Lines without the parts that differ from run to run: the first build, numbers, ids, paths and the progress bar. */
    private static List<String> shapes(Stream<String> lines) {
        return lines.filter(line -> !line.isBlank() && !line.startsWith("[") && !line.startsWith("Building mini-crm"))
                .map(line -> line.replaceAll("\\(data in \\S+\\)", "(data)")
                        .replaceAll("campaign-[0-9a-z]{15}", "campaign")
                        .replaceAll("(to )cust-\\d+ +Hi .*", "$1somebody")
                        .replaceAll("\\d[\\d,.]*", "0"))
                .toList();
    }

    @Test
    void theCommandsWorkOneAfterTheOther() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        List<String> commands = Pattern.compile("(?s)```sh\n(.*?)```")
                .matcher(readme)
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains("curl ") || block.contains("leads import"))
                .toList();
        assertThat(commands).hasSize(2);

        try (Launched serve = Launched.start(folder, Map.of(), List.of("./mini-crm", "serve", "--json"))) {
            await().atMost(Duration.ofMinutes(2)).until(() -> !serve.out().isEmpty());
            String url = Json.read(serve.out().getFirst()).path("url").asString();
            for (String block : commands) {
                String script = "set -e\n" + block.replace(URL, url);
                try (Launched run = Launched.start(folder, Map.of("MINI_CRM_URL", url), List.of("sh", "-c", script))) {
                    assertThat(run.exitCode())
                            .as("%s%n%s", run.out(), run.err())
                            .isZero();
                }
            }
        }
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        assertThat(start).as("README.md has %s", from).isNotNegative();
        return text.substring(start + from.length(), text.indexOf(to, start + from.length()));
    }
}
