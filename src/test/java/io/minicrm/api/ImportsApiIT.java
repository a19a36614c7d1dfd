package io.minicrm.api;

import static io.minicrm.api.ImportBed.CSV;
import static io.minicrm.api.ImportBed.IMPORTS;
import static io.minicrm.api.ImportBed.count;
import static io.minicrm.api.ImportBed.id;
import static io.minicrm.api.ImportBed.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an import says, and which requests are refused. */
class ImportsApiIT {

    private final ImportBed bed = new ImportBed();

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void aFileIsImportedWithTotalsMappingAndErrors() throws Exception {
        String csv =
                "\uFEFFcustomer;mail;Total Spend ($)\n1;a@example.com;5\n2;b@example.com;6\n;c@example.com;7\n4;d;x\n1;a@example.com;5\n";

        ApiServer.Reply accepted = bed.upload(
                "?id=customer&email=mail&types=Total%20Spend:number", csv.replace("Total Spend ($)", "Total Spend"));
        String id = id(accepted);
        assertThat(status(accepted.data())).isEqualTo("queued");
        assertThat(count(accepted.data(), "bytes_total")).isPositive();
        assertThat(accepted.data().path("source").asString()).isEqualTo("upload");

        JsonNode job = bed.workUntil(id, "completed");

        assertThat(count(job, "rows")).isEqualTo(5);
        assertThat(count(job, "imported")).isEqualTo(2);
        assertThat(count(job, "unchanged")).isEqualTo(1);
        assertThat(count(job, "rejected")).isEqualTo(2);
        assertThat(count(job, "bytes_read")).isEqualTo(count(job, "bytes_total"));
        assertThat(count(job, "attempts")).isEqualTo(1);
        assertThat(job.path("fatal").isNull()).isTrue();
        assertThat(job.path("started_at").asString()).isNotEmpty();
        assertThat(job.path("finished_at").asString()).isNotEmpty();
        assertThat(job.path("file").path("delimiter").asString()).isEqualTo(";");
        assertThat(job.path("file")
                        .path("columns")
                        .path(0)
                        .path("fields")
                        .path(0)
                        .asString())
                .isEqualTo("id");
        assertThat(job.path("parameters").path("email").asString()).isEqualTo("mail");
        assertThat(bed.api.get("/api/v1/leads/2").data().path("email").asString())
                .isEqualTo("b@example.com");

        HttpResponse<String> errors = lines(id);
        assertThat(errors.headers().firstValue("X-Total-Count")).contains("2");
        assertThat(errors.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<JsonNode> read = parsed(errors);
        assertThat(read).extracting(error -> count(error, "line")).containsExactly(4L, 5L);
        assertThat(read.getLast().path("field").asString()).isEqualTo("Total Spend");
        assertThat(read.getLast().path("message").asString()).contains("\"x\"");
        assertThat(bed.recorded.events).containsExactly("started", "completed");
        assertThat(bed.recorded.rows).isEqualTo(5);
        assertThat(bed.api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    private HttpResponse<String> lines(String id) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    bed.api.request(IMPORTS + "/" + id + "/errors").GET().build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<JsonNode> parsed(HttpResponse<String> ndjson) {
        return ndjson.body().lines().map(new JsonMapper()::readTree).toList();
    }

    @Test
    void theFirstTenThousandErrorsAreKeptAndAllAreCounted() throws Exception {
        var csv = new StringBuilder("id,email\n");
        for (int i = 0; i < 12_000; i++) {
            csv.append(",a@example.com\n");
        }
        csv.append("last,a@example.com\n");

        JsonNode job = bed.workUntil(id(bed.upload("", csv.toString())), "completed");

        assertThat(count(job, "rejected")).isEqualTo(12_000);
        assertThat(count(job, "imported")).isEqualTo(1);
        assertThat(count(job, "errors_kept")).isEqualTo(10_000);
        HttpResponse<String> errors = lines(job.path("import_id").asString());
        assertThat(errors.headers().firstValue("X-Total-Count")).contains("12000");
        assertThat(parsed(errors).stream().map(error -> count(error, "line")))
                .hasSize(10_000)
                .isSorted()
                .startsWith(2L, 3L)
                .endsWith(10_001L);
    }

    @Test
    void aFileThatCannotBeImportedFailsWithTheReason() throws IOException {
        assertThat(bed.workUntil(id(bed.upload("", "PK\u0003\u0004…")), "failed")
                        .path("fatal")
                        .path("message")
                        .asString())
                .contains("export it as CSV");
        assertThat(bed.workUntil(id(bed.upload("", "")), "failed")
                        .path("fatal")
                        .path("message")
                        .asString())
                .contains("has no header");
        JsonNode unmapped = bed.workUntil(id(bed.upload("?id=no_such", "a,b\n1,2\n")), "failed");
        assertThat(unmapped.path("fatal").path("field").asString()).isEqualTo("id");

        Path file = Files.writeString(bed.api.importPath().resolve("gone.csv"), "id\n1\n");
        String id = id(bed.api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(file)));
        Files.delete(file);
        assertThat(bed.workUntil(id, "failed").path("fatal").path("message").asString())
                .contains("does not exist");
    }

    @Test
    void faultsOfTheRequestAreRefusedAtOnce() {
        assertThat(bed.upload("?colour=red", "id\n1\n").error("colour")).contains("is not known");
        assertThat(bed.upload("?mode=guess", "id\n1\n").error("mode")).contains("merge or replace");
        assertThat(bed.api.post(IMPORTS, "application/xml", "<a/>").status()).isEqualTo(415);
        assertThat(bed.api.get(IMPORTS + "/none").status()).isEqualTo(404);
        assertThat(bed.api.get(IMPORTS + "/none/errors").status()).isEqualTo(404);
        assertThat(bed.api.post(IMPORTS + "/none/cancel").status()).isEqualTo(404);
        String tooLarge = "id\n" + "1234567\n".repeat(ApiServer.MAX_IMPORT_BYTES / 8);
        assertThat(bed.upload("", tooLarge).status()).isEqualTo(413);
        assertThat(bed.api.get(IMPORTS).body().path("data")).isEmpty();
        assertThat(bed.api.importFolder().toFile().list((_, name) -> !name.equals("folder-id")))
                .as("nothing is left of what was refused")
                .isEmpty();
    }

    @Test
    void aRepeatedRequestFindsTheImportOfTheFirst() {
        String key = UUID.randomUUID().toString();
        String id = id(keyed(key, "id\nkey-1\n"));

        assertThat(id(keyed(key, "id\nkey-1\n"))).isEqualTo(id);
        bed.workUntil(id, "completed");
        assertThat(id(keyed(key, "id\nkey-1\n"))).isEqualTo(id);
        ApiServer.Reply different = keyed(key, "id\nkey-2\n");
        assertThat(different.status()).isEqualTo(422);
        assertThat(different.detail()).contains(key).contains(id);
        assertThat(keyed("a b", "id\nkey-1\n").error("Idempotency-Key")).contains("printable");
        assertThat(bed.api.get(IMPORTS).body().path("data")).hasSize(1);
    }

    private ApiServer.Reply keyed(String key, String csv) {
        return bed.api.exchange(bed.api
                .request(IMPORTS)
                .header("Content-Type", CSV)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(csv)));
    }

    @Test
    void onlySoManyImportsMayWait() {
        for (int i = 0; i < 20; i++) {
            id(bed.upload("", "id\nwait-" + i + "\n"));
        }

        ApiServer.Reply busy = bed.upload("", "id\none-more\n");

        assertThat(busy.status()).isEqualTo(429);
        assertThat(busy.detail()).contains("20 imports wait");
        assertThat(busy.headers().firstValue("Retry-After")).isPresent();
    }
}
