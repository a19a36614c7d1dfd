package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.app.ProcessRole;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import io.minicrm.console.ApiClient;
import io.minicrm.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands against a whole server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {

    private Server server;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        Map<String, String> environment = Map.of(
                "MINI_CRM_DATA", folder.resolve("data").toString(),
                "IMPORT_PATHS", folder.resolve("inbox").toString(),
                "KAFKA_PORT", "0",
                "PORT", "0",
                // The commands of this process would look for a token in ./data.
                "MINI_CRM_AUTH", "off",
                "SIMULATOR_FAILURE_RATE", "0");
        server = Server.start(Settings.from(environment), ProcessRole.all());
        try (var api = new ApiClient(server.url(), Duration.ofMinutes(1))) {
            api.put("/segments/from-pune", Json.read("""
                {"name": "From Pune", "rules": {"combinator": "and", "rules": [
                  {"field": "city", "operator": "=", "value": "Pune"}]}}\
                """));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aFileIsImportedByItsMappingAndACampaignIsFollowedToItsEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.csv"), """
            customerID;full;mail;city;zip
            c1;Ana;ana@example.com;Pune;01234
            c2;Bo;bo@example.com;Pune;99999
            c3;Cy;cy@example.com;Oslo;00001
            """);

        CommandRun imported = run(
                "leads",
                "import",
                file.toString(),
                "--id",
                "customerID",
                "--name",
                "full",
                "--email",
                "mail",
                "--type",
                "zip=text");
        assertThat(imported)
                .isEqualTo(new CommandRun(0, "3 rows: 3 imported, 0 updated, 0 unchanged, 0 rejected, 0 unread\n", ""));
        assertThat(lead("c1").path("attributes").path("zip").asString()).isEqualTo("01234");

        CommandRun created = run(
                "campaigns",
                "create",
                "--name",
                "Pune",
                "--segment",
                "from-pune",
                "--message",
                "Hi {{name}}",
                "--subject",
                "For {{name}}",
                "--key",
                "pune-1",
                "--watch");
        assertThat(created.exitCode()).isZero();
        assertThat(created.out())
                .contains(": 2 leads in 1 chunks of up to 50")
                .contains("audience 2 = sent 2 + failed 0 + skipped 0 + unknown 0")
                .contains("delivered 2 of the 2 sent");

        JsonNode listed = Json.read(run("campaigns", "list", "--json").out());
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("subject").asString()).isEqualTo("For {{name}}");
        String id = listed.path(0).path("campaign_id").asString();
        assertThat(run("campaigns", "show", id).out()).contains("status    completed");
        assertThat(run("campaigns", "list").out()).contains(id).contains("completed");
        assertThat(run("campaigns", "list", "--status", "completed,running", "-q", id, "--sort", "name")
                        .out())
                .contains(id);
        assertThat(run("campaigns", "list", "--status", "scheduled", "-q", id).out())
                .isEqualTo("No campaign matches.\n");
        assertThat(run("campaigns", "list", "--sort", "size").err()).contains("give one of -created_at");

        CommandRun paused = run("campaigns", "pause", id);
        assertThat(paused.exitCode())
                .as("a campaign that is over cannot be paused")
                .isEqualTo(2);
        assertThat(paused.errors()).singleElement().asString().contains("409").contains(id);
    }

    @Test
    void typesAreDeclaredAndConsentsRecorded() throws IOException {
        Path file = Files.writeString(
                folder.resolve("out.csv"), "id,email,unsubscribed,turnover\nout 1,x@example.com,yes,5\n");
        CommandRun declared = run("attributes", "set", "turnover", "--type", "number", "--label", "Turnover");
        run("leads", "import", file.toString());

        assertThat(declared.exitCode()).isZero();
        assertThat(run("attributes", "list").out().lines().toList())
                .anyMatch(line -> line.matches("turnover +number +yes +.* Turnover.*"));
        assertThat(run("attributes", "set", "turnover", "--type", "colour").exitCode())
                .isEqualTo(2);
        assertThat(lead("out%201").path("unsubscribed").asBoolean()).isTrue();
        assertThat(run("leads", "consent", "out 1", "--source", "newsletter form")
                        .out())
                .startsWith("out 1 agreed at 20")
                .contains("newsletter form");
        assertThat(lead("out%201").path("unsubscribed").asBoolean(true)).isFalse();
        assertThat(run("leads", "consent", "nobody", "--source", "form").exitCode())
                .isEqualTo(3);
    }

    @Test
    void aDraftIsListedShownSentAndAnotherDeleted() throws IOException {
        Path file = Files.writeString(folder.resolve("draft.csv"), "id,email,city\nd1,d1@example.com,Pune\n");
        run("leads", "import", file.toString());
        String draft;
        String other;
        try (var api = new ApiClient(server.url(), Duration.ofMinutes(1))) {
            draft = api.post("/drafts", Json.read("""
                    {"name": "Later", "segment_id": "from-pune", "message_template": "Hi {{name}}"}""")).at("/data/draft_id").asString();
            other = api.post("/drafts", Json.read("{}")).at("/data/draft_id").asString();
        }

        assertThat(run("drafts", "list").out()).contains(draft, other, "Later", "from-pune");
        assertThat(Json.read(run("drafts", "list", "--limit", "1", "--json").out()))
                .hasSize(1);
        assertThat(run("drafts", "show", draft).out()).contains("name      Later", "segment   from-pune");
        CommandRun incomplete = run("drafts", "send", other);
        assertThat(incomplete.exitCode()).isEqualTo(2);
        assertThat(incomplete.errors())
                .singleElement()
                .asString()
                .contains("409")
                .contains("segment_id");
        CommandRun sent = run("drafts", "send", draft, "--watch");
        assertThat(sent.exitCode()).isZero();
        assertThat(sent.out()).contains(" in 1 chunks of up to ").contains("= sent ");
        assertThat(run("drafts", "delete", other).out()).isEqualTo(other + " is deleted\n");
        assertThat(run("drafts", "show", draft).exitCode()).isEqualTo(3);
        assertThat(run("drafts", "list")).isEqualTo(new CommandRun(3, "There are no drafts.\n", ""));
        assertThat(run("drafts", "list", "--limit", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void rejectedRowsAreReportedWithTheirLinesAndExitCode4() throws IOException {
        Path file =
                Files.writeString(folder.resolve("faulty.csv"), "id,email\nx1,x1@example.com\n,nobody@example.com\n");

        CommandRun run = run("leads", "import", file.toString());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out().lines().toList())
                .startsWith("2 rows: 1 imported, 0 updated, 0 unchanged, 1 rejected, 0 unread")
                .anyMatch(line -> line.matches(" +3  id .*"));
    }

    @Test
    void anImportInTheBackgroundIsStartedWatchedListedAndShown() throws IOException {
        Path file =
                Files.writeString(folder.resolve("job.csv"), "key,email\njob 1,j1@example.com\n,nobody@example.com\n");

        CommandRun watched = run("imports", "start", file.toString(), "--id", "key", "--watch");
        assertThat(watched.exitCode()).isEqualTo(4);
        assertThat(watched.out())
                .contains(" is completed\n2 rows: 1 imported, 0 updated, 0 unchanged, 1 rejected, 0 unread\n");
        assertThat(lead("job%201").path("email").asString()).isEqualTo("j1@example.com");

        String id = watched.out().substring(0, watched.out().indexOf(' '));
        assertThat(run("imports", "list").out().lines().toList())
                .anyMatch(line -> line.matches(id + " +completed +100 +2 +1 +0 +0 +1 +sent"));
        CommandRun shown = run("imports", "show", id);
        assertThat(shown.exitCode()).isEqualTo(4);
        assertThat(shown.out()).contains("status    completed").contains("2 rows: 1 imported");
        CommandRun errors = run("imports", "errors", id);
        assertThat(errors.out().lines()).hasSize(1);
        assertThat(Json.read(errors.out()).path("line").asInt()).isEqualTo(3);
        CommandRun cancelled = run("imports", "cancel", id);
        assertThat(cancelled.exitCode()).isEqualTo(2);
        assertThat(cancelled.errors())
                .singleElement()
                .asString()
                .contains("409")
                .contains("completed already");
        assertThat(run("imports", "errors", "import-nowhere").exitCode()).isEqualTo(3);
    }

    @Test
    void anImportOfAFileOnTheServerNeedsAnAllowedFolder() throws IOException {
        Path allowed = Files.writeString(
                Files.createDirectories(folder.resolve("inbox")).resolve("inbox.csv"), "id\ninbox-1\n");

        CommandRun done = run("imports", "start", allowed.toString(), "--on-server", "--watch", "--json");
        assertThat(done.exitCode()).isZero();
        JsonNode job = Json.read(done.out());
        assertThat(job.path("path").asString()).endsWith("/inbox/inbox.csv");
        assertThat(run("imports", "errors", job.path("import_id").asString()).exitCode())
                .isEqualTo(3);

        CommandRun refused = run("imports", "start", "/etc/passwd", "--on-server");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).singleElement().asString().contains("IMPORT_PATHS");
        CommandRun elsewhere = run("imports", "start", "https://files.example.com/leads.csv", "--on-server");
        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.errors()).singleElement().asString().contains("IMPORT_URLS");
        CommandRun failed = run("imports", "start", "pom.xml", "--id", "no_such_column", "--watch");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains(" is failed").contains("no_such_column");
    }

    @Test
    void aCampaignThatDoesNotExistIsExitCode3() {
        CommandRun run = run("campaigns", "watch", "campaign-nowhere");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).singleElement().asString().contains("campaign-nowhere");
    }

    @Test
    void anInvalidTemplateIsReportedInOneLineWithItsField() {
        CommandRun run = run("campaigns", "create", "--name", "x", "--segment", "from-pune", "--message", "Hi {{name");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("message_template");
    }

    private JsonNode lead(String id) {
        try (var api = new ApiClient(server.url(), Duration.ofMinutes(1))) {
            return api.get("/leads/" + id).path("data");
        }
    }

    private CommandRun run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = server.url().toString();
        return CommandRun.of(all);
    }
}
