package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.importing.ImportFolder;
import io.minicrm.importing.ImportObserver;
import io.minicrm.importing.ImportStatus;
import io.minicrm.importing.ImportWorker;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.ImportTotals;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports as jobs through HTTP. The worker does its rounds when the test calls it. */
class ImportsApiIT {

    private static final String IMPORTS = "/api/v1/imports";
    private static final String CSV = "text/csv";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Takes many times as long to import as a worker with a hurried clock takes to see that the import is cancelled. */
    private static final int MANY = 550_000;

    private final ApiServer api = new ApiServer(null);
    private final Recorded recorded = new Recorded();
    private final RoundClock clock = new RoundClock();
    private final ImportWorker worker = worker(clock);

    /** The time of the system, until it hurries: then it is a second later at each question, so that each round reports. */
    private static final class RoundClock implements InstantSource {

        private final AtomicLong secondsAhead = new AtomicLong();
        private volatile boolean hurries;

        void hurry() {
            hurries = true;
        }

        @Override
        public Instant instant() {
            return Instant.now().plusSeconds(hurries ? secondsAhead.incrementAndGet() : secondsAhead.get());
        }
    }

    /** What the observer has seen. */
    private static final class Recorded implements ImportObserver {

        private final List<String> events = new ArrayList<>();
        private long rows;

        @Override
        public void started() {
            events.add("started");
        }

        @Override
        public void counted(ImportTotals counted) {
            rows += counted.rows();
        }

        @Override
        public void ended(ImportStatus status) {
            events.add(status.code());
        }
    }

    private ImportWorker worker(InstantSource clock) {
        return worker(clock, api.importFolder());
    }

    private ImportWorker worker(InstantSource clock, Path folder) {
        var store = api.store();
        return new ImportWorker(
                new ImportWorker.Parts(
                        store.imports(),
                        new ImportFolder(folder),
                        api.allowedSources(),
                        new CsvImport(store.leads(), new AttributeTypes(store.attributes(), store.leads()), clock),
                        store::isUnavailable),
                recorded,
                clock);
    }

    @BeforeEach
    void idle() {
        worker.get();
    }

    @AfterEach
    void stop() {
        worker.close();
        api.close();
    }

    private ApiServer.Reply upload(String parameters, String csv) {
        return api.post(IMPORTS + parameters, CSV, csv);
    }

    private static String id(ApiServer.Reply accepted) {
        assertThat(accepted.status()).as(accepted.body()::toString).isEqualTo(202);
        String id = accepted.data().path("import_id").asString();
        assertThat(accepted.headers().firstValue("Location")).contains(IMPORTS + "/" + id);
        return id;
    }

    private JsonNode get(String id) {
        JsonNode job = api.get(IMPORTS + "/" + id).data();
        assertThat(count(job, "rows"))
                .as(job::toString)
                .isEqualTo(count(job, "imported")
                        + count(job, "updated")
                        + count(job, "unchanged")
                        + count(job, "rejected")
                        + count(job, "unread"));
        return job;
    }

    private static long count(JsonNode job, String name) {
        return job.path(name).asLong(-1);
    }

    private static String status(JsonNode job) {
        return job.path("status").asString();
    }

    /** Lets a worker do its rounds until the job is as wanted. */
    private JsonNode work(ImportWorker worker, String id, Predicate<JsonNode> wanted) {
        return await(id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            worker.get();
                            return get(id);
                        },
                        wanted);
    }

    private JsonNode workUntil(String id, String status) {
        return work(worker, id, job -> status(job).equals(status));
    }

    private JsonNode workUntilRowsAreStored(String id) {
        return work(worker, id, job -> count(job, "imported") > 0);
    }

    private static String many() {
        var csv = new StringBuilder("id,name,total_spend\n");
        for (int i = 0; i < MANY; i++) {
            csv.append("many-")
                    .append(i)
                    .append(",Lead ")
                    .append(i)
                    .append(',')
                    .append(i)
                    .append('\n');
        }
        return csv.toString();
    }

    @Test
    void aFileIsImportedWithTotalsMappingAndErrors() throws Exception {
        String csv =
                "\uFEFFcustomer;mail;Total Spend ($)\n1;a@example.com;5\n2;b@example.com;6\n;c@example.com;7\n4;d;x\n1;a@example.com;5\n";

        ApiServer.Reply accepted = upload(
                "?id=customer&email=mail&types=Total%20Spend:number", csv.replace("Total Spend ($)", "Total Spend"));
        String id = id(accepted);
        assertThat(status(accepted.data())).isEqualTo("queued");
        assertThat(count(accepted.data(), "bytes_total")).isPositive();
        assertThat(accepted.data().path("source").asString()).isEqualTo("upload");

        JsonNode job = workUntil(id, "completed");

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
        assertThat(api.get("/api/v1/leads/2").data().path("email").asString()).isEqualTo("b@example.com");

        HttpResponse<String> errors = lines(id);
        assertThat(errors.headers().firstValue("X-Total-Count")).contains("2");
        assertThat(errors.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<JsonNode> read = parsed(errors);
        assertThat(read).extracting(error -> count(error, "line")).containsExactly(4L, 5L);
        assertThat(read.getLast().path("field").asString()).isEqualTo("Total Spend");
        assertThat(read.getLast().path("message").asString()).contains("\"x\"");
        assertThat(recorded.events).containsExactly("started", "completed");
        assertThat(recorded.rows).isEqualTo(5);
        assertThat(api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    private HttpResponse<String> lines(String id) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    api.request(IMPORTS + "/" + id + "/errors").GET().build(), HttpResponse.BodyHandlers.ofString());
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

        JsonNode job = workUntil(id(upload("", csv.toString())), "completed");

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
    void aFileOfTheServerIsImportedFromAnAllowedFolder() throws IOException {
        Path file = Files.writeString(api.importPath().resolve("leads.csv"), "email,name\nann@example.com,Ann\n");

        String id = id(api.post(IMPORTS + "?id=email", "{\"path\": \"%s\"}".formatted(file)));
        JsonNode job = workUntil(id, "completed");

        assertThat(count(job, "imported")).isEqualTo(1);
        assertThat(job.path("source").asString()).isEqualTo("path");
        assertThat(job.path("path").asString()).isEqualTo(file.toString());
        assertThat(file).as("a file of somebody else is not deleted").exists();
    }

    @Test
    void noOtherFileOfTheServerIsRead() throws IOException {
        Path secret = Files.writeString(api.importFolder().resolve("secret.csv"), "id\n1\n");
        Path allowed = api.importPath();
        Files.createSymbolicLink(allowed.resolve("link.csv"), secret);

        for (String path : List.of(
                secret.toString(),
                allowed + "/../" + secret.getParent().getFileName() + "/secret.csv",
                allowed + "/link.csv",
                "/etc/passwd")) {
            ApiServer.Reply refused = api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(path));
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.error("path")).as(path).contains("IMPORT_PATHS");
        }
        assertThat(api.post(IMPORTS, "{}").error("path")).contains("is missing");
        assertThat(api.get(IMPORTS).body().path("data")).isEmpty();
    }

    @Test
    void aFileThatALinkReplacedIsNotRead() throws IOException {
        Path file = Files.writeString(api.importPath().resolve("leads.csv"), "id\n1\n");
        String id = id(api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(file)));
        Path secret = Files.writeString(api.importFolder().resolve("secret.csv"), "id\nsecret\n");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        JsonNode job = workUntil(id, "failed");

        assertThat(job.path("fatal").path("message").asString()).contains("is not in a folder");
        assertThat(count(job, "rows")).isZero();
    }

    @Test
    void aFileIsDownloadedWhenItsImportBegins() {
        api.files().put("/lists/shop.csv", "id,name\nurl-1,Ann\nurl-2,Bob\nurl-2\n");
        String url = api.files().address("/lists/shop.csv?signature=a").toString();

        String id = id(fromUrl(url));
        assertThat(api.files().requests()).as("before the import begins").isZero();
        JsonNode job = workUntil(id, "completed");

        assertThat(job.path("source").asString()).isEqualTo("url");
        assertThat(job.path("path").asString()).isEqualTo(url);
        assertThat(count(job, "imported")).isEqualTo(2);
        assertThat(count(job, "rejected")).isEqualTo(1);
        assertThat(count(job, "bytes_read"))
                .isEqualTo(count(job, "bytes_total"))
                .isPositive();
        assertThat(api.store().leads().find("url-2")).isPresent();
        assertThat(api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    @Test
    void noOtherAddressIsRead() {
        api.files().put("/secret.csv", "id\nsecret\n");
        for (String url : List.of(
                api.files().address("/secret.csv").toString(),
                api.files().address("/lists/../secret.csv").toString(),
                api.files().address("/lists/%2e%2e/secret.csv").toString(),
                "http://127.0.0.1:%d/actuator/health".formatted(api.port()),
                "file:///etc/passwd",
                "lists/shop.csv")) {
            ApiServer.Reply refused = fromUrl(url);
            assertThat(refused.status()).as(url).isIn(400, 403);
            assertThat(refused.error("url")).as(url).isNotEmpty();
        }
        assertThat(api.post(IMPORTS, "{\"path\": \"/x\", \"url\": \"http://x/\"}")
                        .error("url"))
                .contains("one of the two");
        assertThat(api.files().requests()).isZero();
    }

    @Test
    void anImportWhoseFileCannotBeDownloadedFailsWithTheReason() {
        api.files().put("/secret.csv", "id\nsecret\n");
        api.files().put("/lists/large.csv", "id\n" + "1234567\n".repeat(ApiServer.MAX_IMPORT_BYTES / 8));

        assertThat(failure("/lists/missing.csv")).contains("status 404");
        assertThat(failure(FileServer.REDIRECT)).contains("status 302", "redirects are not followed");
        assertThat(failure("/lists/large.csv")).contains("IMPORT_MAX_MB");
        assertThat(failure(FileServer.ENDLESS_AND_FAST)).as("without a length").contains("IMPORT_MAX_MB");
        String later = id(fromUrl(api.files().address("/lists/later.csv").toString()));
        api.files().close();
        assertThat(workUntil(later, "failed").path("fatal").path("message").asString())
                .contains("cannot be downloaded");
        assertThat(api.store().leads().find("secret")).isEmpty();
        assertThat(api.importFolder().toFile().list((_, name) -> !name.equals("folder-id")))
                .as("nothing is left of what was received")
                .isEmpty();
    }

    @Test
    void aDownloadIsCancelled() {
        String id = id(fromUrl(api.files().address(FileServer.ENDLESS).toString()));
        work(worker, id, job -> status(job).equals("running"));

        assertThat(api.post(IMPORTS + "/" + id + "/cancel").status()).isEqualTo(200);

        JsonNode job = workUntil(id, "cancelled");
        assertThat(count(job, "rows")).isZero();
    }

    private String failure(String path) {
        JsonNode job = workUntil(id(fromUrl(api.files().address(path).toString())), "failed");
        assertThat(job.path("fatal").path("field").asString()).isEqualTo("url");
        assertThat(count(job, "rows")).isZero();
        return job.path("fatal").path("message").asString();
    }

    private ApiServer.Reply fromUrl(String url) {
        return api.post(IMPORTS, "{\"url\": \"%s\"}".formatted(url));
    }

    @Test
    void aFileThatCannotBeImportedFailsWithTheReason() throws IOException {
        assertThat(workUntil(id(upload("", "PK\u0003\u0004…")), "failed")
                        .path("fatal")
                        .path("message")
                        .asString())
                .contains("export it as CSV");
        assertThat(workUntil(id(upload("", "")), "failed")
                        .path("fatal")
                        .path("message")
                        .asString())
                .contains("has no header");
        JsonNode unmapped = workUntil(id(upload("?id=no_such", "a,b\n1,2\n")), "failed");
        assertThat(unmapped.path("fatal").path("field").asString()).isEqualTo("id");

        Path file = Files.writeString(api.importPath().resolve("gone.csv"), "id\n1\n");
        String id = id(api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(file)));
        Files.delete(file);
        assertThat(workUntil(id, "failed").path("fatal").path("message").asString())
                .contains("does not exist");
    }

    @Test
    void faultsOfTheRequestAreRefusedAtOnce() {
        assertThat(upload("?colour=red", "id\n1\n").error("colour")).contains("is not known");
        assertThat(upload("?mode=guess", "id\n1\n").error("mode")).contains("merge or replace");
        assertThat(api.post(IMPORTS, "application/xml", "<a/>").status()).isEqualTo(415);
        assertThat(api.get(IMPORTS + "/none").status()).isEqualTo(404);
        assertThat(api.get(IMPORTS + "/none/errors").status()).isEqualTo(404);
        assertThat(api.post(IMPORTS + "/none/cancel").status()).isEqualTo(404);
        String tooLarge = "id\n" + "1234567\n".repeat(ApiServer.MAX_IMPORT_BYTES / 8);
        assertThat(upload("", tooLarge).status()).isEqualTo(413);
        assertThat(api.get(IMPORTS).body().path("data")).isEmpty();
        assertThat(api.importFolder().toFile().list((_, name) -> !name.equals("folder-id")))
                .as("nothing is left of what was refused")
                .isEmpty();
    }

    @Test
    void aRepeatedRequestFindsTheImportOfTheFirst() {
        String key = UUID.randomUUID().toString();
        String id = id(keyed(key, "id\nkey-1\n"));

        assertThat(id(keyed(key, "id\nkey-1\n"))).isEqualTo(id);
        workUntil(id, "completed");
        assertThat(id(keyed(key, "id\nkey-1\n"))).isEqualTo(id);
        ApiServer.Reply different = keyed(key, "id\nkey-2\n");
        assertThat(different.status()).isEqualTo(422);
        assertThat(different.detail()).contains(key).contains(id);
        assertThat(keyed("a b", "id\nkey-1\n").error("Idempotency-Key")).contains("printable");
        assertThat(api.get(IMPORTS).body().path("data")).hasSize(1);
    }

    private ApiServer.Reply keyed(String key, String csv) {
        return api.exchange(api.request(IMPORTS)
                .header("Content-Type", CSV)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(csv)));
    }

    @Test
    void importsRunOneAfterTheOtherAndAreListedTheNewestFirst() {
        clock.hurry();
        String first = id(upload("", many()));
        String second = id(upload("", "id\nsmall\n"));
        String third = id(upload("", "id\nsmall\n"));

        workUntilRowsAreStored(first);
        assertThat(status(get(second))).isEqualTo("queued");
        api.post(IMPORTS + "/" + first + "/cancel");
        workUntil(second, "completed");
        assertThat(status(get(first))).isEqualTo("cancelled");
        workUntil(third, "completed");

        ApiServer.Reply page = api.get(IMPORTS + "?limit=2");
        assertThat(page.data().valueStream().map(job -> job.path("import_id").asString()))
                .containsExactly(third, second);
        assertThat(api.get(IMPORTS + "?limit=2&cursor="
                                + page.body().path("next_cursor").asString())
                        .data()
                        .valueStream()
                        .map(job -> job.path("import_id").asString()))
                .containsExactly(first);
    }

    @Test
    void aRunningImportIsCancelledBetweenTwoRowsAndKeepsWhatIsStored() {
        clock.hurry();
        String id = id(upload("", many()));
        JsonNode running = workUntilRowsAreStored(id);
        assertThat(status(running)).isEqualTo("running");
        assertThat(count(running, "bytes_read")).isBetween(1L, count(running, "bytes_total"));

        assertThat(api.post(IMPORTS + "/" + id + "/cancel")
                        .data()
                        .path("cancel_requested")
                        .asBoolean())
                .isTrue();
        JsonNode cancelled = workUntil(id, "cancelled");

        assertThat(count(cancelled, "imported")).isBetween(1L, (long) MANY - 1);
        assertThat(api.store().leads().count()).isEqualTo(count(cancelled, "imported"));
        assertThat(count(cancelled, "bytes_read")).isLessThan(count(cancelled, "bytes_total"));
        assertThat(api.post(IMPORTS + "/" + id + "/cancel").status())
                .as("cancelling again is harmless")
                .isEqualTo(200);
        assertThat(api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    @Test
    void aWaitingImportIsCancelledAtOnceAndAFinishedOneNotAtAll() {
        String waiting = id(upload("", "id\nnever\n"));

        assertThat(status(api.post(IMPORTS + "/" + waiting + "/cancel").data())).isEqualTo("cancelled");
        String done = id(upload("", "id\ndone\n"));
        workUntil(done, "completed");

        assertThat(api.post(IMPORTS + "/" + done + "/cancel").status()).isEqualTo(409);
        assertThat(api.get("/api/v1/leads/never").status()).isEqualTo(404);
    }

    @Test
    void anImportThatAStopInterruptedIsStartedAgainAndItsTotalsAreRight() {
        clock.hurry();
        String id = id(upload("", many()));
        workUntilRowsAreStored(id);

        worker.close();
        JsonNode stopped = get(id);
        assertThat(status(stopped)).isEqualTo("queued");
        assertThat(count(stopped, "imported")).isEqualTo(api.store().leads().count());

        ImportWorker next = worker(clock);
        JsonNode done = work(next, id, job -> status(job).equals("completed"));

        assertThat(count(done, "rows")).isEqualTo(MANY);
        assertThat(count(done, "unchanged")).isEqualTo(count(stopped, "imported"));
        assertThat(count(done, "imported")).isEqualTo(MANY - count(stopped, "imported"));
        assertThat(count(done, "attempts")).isEqualTo(1);
        assertThat(api.store().leads().count()).isEqualTo(MANY);
    }

    /** The process is still there, but was silent for so long that another one with the same folder has taken its import. */
    @Test
    void anImportHasOneOwnerAtATime() {
        clock.hurry();
        String id = id(upload("", many()));
        workUntilRowsAreStored(id);

        try (ImportWorker other = worker(InstantSource.offset(clock, Duration.ofMinutes(1)))) {
            work(other, id, job -> count(job, "attempts") == 2);
            worker.get();
            JsonNode done = work(other, id, job -> status(job).equals("completed"));

            assertThat(count(done, "rows")).isEqualTo(MANY);
            assertThat(api.store().leads().count()).isEqualTo(MANY);
        }
    }

    @Test
    void anImportWhoseServerDoesNotComeBackFailsAfterAWhile() throws IOException {
        String id = id(upload("", "id\n1\n"));
        Path elsewhere = Files.createTempDirectory("elsewhere");

        worker(Clock.systemUTC(), elsewhere).get();
        assertThat(status(get(id))).as("another server cannot read the file").isEqualTo("queued");
        worker(InstantSource.offset(Clock.systemUTC(), Duration.ofMinutes(11)), elsewhere)
                .get();

        JsonNode failed = get(id);
        assertThat(status(failed)).isEqualTo("failed");
        assertThat(failed.path("fatal").path("message").asString()).contains("start the import again on another one");
    }

    @Test
    void onlySoManyImportsMayWait() {
        for (int i = 0; i < 20; i++) {
            id(upload("", "id\nwait-" + i + "\n"));
        }

        ApiServer.Reply busy = upload("", "id\none-more\n");

        assertThat(busy.status()).isEqualTo(429);
        assertThat(busy.detail()).contains("20 imports wait");
        assertThat(busy.headers().firstValue("Retry-After")).isPresent();
    }
}
