package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.importing.LeadsCsv;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several whole servers on one store, one of which stops in the middle of an import. */
class ImportRestartIT {

    private static final int ROWS = 600_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void aServerThatComesBackFinishesItsImportAndNoOtherTouchesIt() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Map<String, String> settings =
                Map.of("MINI_CRM_DATA", folder.resolve("importer").toString(), "IMPORT_PATHS", inbox.toString());
        try (var main = new ServerUnderTest(folder.resolve("main"), Map.of())) {
            String sent;
            String onServer;
            try (Server importer = main.join(EnumSet.of(ProcessRole.API), settings)) {
                sent = post(main, importer.url(), "text/csv", LeadsCsv.of(ROWS));
                onServer = post(
                        main,
                        importer.url(),
                        "application/json",
                        "{\"path\": \"%s\"}".formatted(Files.writeString(inbox.resolve("one.csv"), "id\none\n")));
                awaitJob(main, sent, job -> job.path("imported").asLong() > 0);
            }
            JsonNode stopped = job(main, sent);
            assertThat(stopped.path("status").asString()).isEqualTo("queued");
            assertThat(stopped.path("rows").asLong())
                    .isBetween(1L, ROWS - 1L)
                    .isEqualTo(main.store().leads().count());

            try (Server again = main.join(EnumSet.of(ProcessRole.API), settings)) {
                awaitJob(main, onServer, job -> job.path("status").asString().equals("completed"));
                JsonNode done = job(main, sent);
                assertThat(done.path("status").asString()).isEqualTo("completed");
                assertThat(done.path("rows").asLong()).isEqualTo(ROWS);
                assertThat(done.path("unchanged").asLong())
                        .isEqualTo(stopped.path("imported").asLong());
                assertThat(main.store().leads().count()).isEqualTo(ROWS + 1);
                assertThat(main.send("GET", "/actuator/prometheus", null, again.url())
                                .body())
                        .contains("minicrm_imports_total{status=\"completed\"} 2.0")
                        .contains("minicrm_imports_running 0.0")
                        .contains("minicrm_import_rows_total{outcome=\"imported\"}");
            }
        }
    }

    private JsonNode job(ServerUnderTest server, String id) {
        return server.get("/imports/" + id);
    }

    private JsonNode awaitJob(ServerUnderTest server, String id, Predicate<JsonNode> wanted) {
        return await(id).atMost(ServerUnderTest.PATIENCE).until(() -> job(server, id), wanted);
    }

    private String post(ServerUnderTest owner, URI server, String type, String body) throws Exception {
        HttpResponse<String> response = client.send(
                owner.request(server, "/api/v1/imports")
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response::body).isEqualTo(202);
        return JSON.readTree(response.body()).path("data").path("import_id").asString();
    }
}
