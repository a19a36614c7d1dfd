package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.RecordWriter;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.store.TestMongo;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pages on a real server: how they are served, their own tests, and what people do on them in Chromium. A build
 * without Node has no pages, so there is nothing to test; with {@code CI=true} such a build fails earlier.
 */
class PagesIT {

    /** The journeys that have most to do with the store. */
    private static final List<String> OF_THE_STORE = List.of(
            "write a message",
            "choose a file",
            "check who gets it",
            "save rules",
            "from a reason to its messages",
            "a draft is stored");

    private static final Path WEB = Path.of("web").toAbsolutePath();

    /** The linters of the description, which building the pages does not need. */
    private static final Path LINT = Path.of("src/test/openapi").toAbsolutePath();

    private static final long MINUTES = 15;
    private static final int NO_BROWSER = 3;

    /** Where nothing may be skipped: .ci/run. */
    private static final boolean MUST_RUN = "true".equals(System.getenv("CI"));

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static ServerUnderTest server;

    @BeforeAll
    static void start() {
        assumeTrue(
                MUST_RUN || PagesIT.class.getResource("/web/index.html") != null,
                "The pages are not built; install Node 20.9 or newer and run mvn package");
        server = start("data", Map.of());
    }

    /** A server whose provider has faults, with a dead letter for the journey of dead letters. */
    private static ServerUnderTest start(String name, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIMULATOR_FAILURE_RATE", "0.05",
                "SIMULATOR_TRANSIENT_RATE", "0.02",
                "SIMULATOR_RECEIPT_DELAY_MS", "50"));
        settings.putAll(more);
        ServerUnderTest started = new ServerUnderTest(folder.resolve(name), settings);
        try (RecordWriter writer =
                new RecordWriter(new KafkaSettings(started.brokers(), "pages-it", started.kafkaClient(Map.of())))) {
            writer.send(PipelineTopics.JOBS.name(), "broken", "not JSON");
            writer.flush();
        }
        return started;
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void pathsWithoutExtensionArePages() throws Exception {
        for (String path : new String[] {"/", "/campaigns", "/campaign?id=x", "/segments", "/new"}) {
            HttpResponse<String> page = get(path, "Accept", "text/html");

            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(header(page, "Content-Type")).startsWith("text/html");
            assertThat(page.body()).contains("<meta http-equiv=\"Content-Security-Policy\"", "sha256-");
            assertThat(header(page, "Content-Security-Policy")).isEqualTo("frame-ancestors 'none'");
        }
    }

    @Test
    void pagesAreCheckedEachTimeAndScriptsAreCachedForAYear() throws Exception {
        HttpResponse<String> page = get("/campaigns", "Accept", "text/html");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        HttpResponse<String> again = get("/campaigns", "If-Modified-Since", header(page, "Last-Modified"));
        assertThat(again.statusCode()).isEqualTo(304);

        HttpResponse<String> script = get(firstScript(page.body()), "Accept-Encoding", "gzip");
        assertThat(header(script, "Cache-Control")).contains("max-age=31536000", "immutable");
        assertThat(header(script, "Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void onlyReadersOfHtmlGetThePageForMissingPaths() throws Exception {
        HttpResponse<String> page = get("/no/such/page", "Accept", "text/html,*/*");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("There is no such page");

        for (HttpResponse<String> problem :
                List.of(get("/no/such/page", "Accept", "*/*"), get("/api/v1/nothing", "Accept", "text/html"))) {
            assertThat(problem.statusCode()).isEqualTo(404);
            assertThat(header(problem, "Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void theirUnitTestsPass() throws Exception {
        run("node_modules/.bin/vitest", "run");
    }

    @Test
    void theirCodeIsFormattedAndHasNoFindings() throws Exception {
        run("node_modules/.bin/biome", "check", ".");
    }

    /** The types of the pages come from the stored description. */
    @Test
    void theStoredDescriptionIsThatOfTheServer() throws Exception {
        JsonNode current =
                JSON.readTree(get("/v3/api-docs", "Accept", "application/json").body());
        assertThat(JSON.readTree(WEB.resolve("openapi.json").toFile()))
                .as("web/openapi.json; store the server's description with: node openapi.mjs URL, in the folder web")
                .isEqualTo(current);
    }

    /** Those of the pages, and of a program that calls every operation through the client made of the description. */
    @Test
    void theirTypesAreRight() throws Exception {
        run("node", "sample.mjs");
        String sample = Files.readString(WEB.resolve("generated/sample.ts"));
        JSON.readTree(WEB.resolve("openapi.json").toFile())
                .findValuesAsString("operationId")
                .forEach(id -> assertThat(sample).contains("function " + id + "()"));

        run("node_modules/.bin/tsc", "--noEmit");
    }

    @Test
    void theListOfLicencesIsCurrent() throws Exception {
        Result result = execute(server, "node", "licenses.mjs");
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(Files.readString(WEB.resolve("LICENSES.md")))
                .as("web/LICENSES.md; make it again with: npm run licenses, in the folder web")
                .isEqualTo(result.output());
    }

    @Test
    void theStoredDescriptionHasNoFindings() throws Exception {
        if (!Files.isDirectory(LINT.resolve("node_modules"))) {
            Result installed = execute(LINT, server, "npm", "ci", "--silent");
            assertThat(installed.code()).as(installed.output()).isZero();
        }
        Result result = execute(
                LINT,
                server,
                "node",
                "lint.mjs",
                WEB.resolve("openapi.json").toAbsolutePath().toString());
        assertThat(result.code()).as(result.output()).isZero();
    }

    @Test
    void theLocksNameNoRegistry() throws Exception {
        for (Path packages : List.of(WEB, LINT)) {
            assertThat(Files.readString(packages.resolve("package-lock.json"))).doesNotContain("\"resolved\"");
        }
    }

    @Test
    void peopleCanDoOnThemWhatTheyPromise() throws Exception {
        Result result = execute(server, "node", "journeys/run.mjs", server.url().toString());
        assumeTrue(MUST_RUN || result.code() != NO_BROWSER, result.output());
        assertThat(result.code()).as(result.output()).isZero();
    }

    @Test
    void peopleCanDoTheSameOnMongoDb() throws Exception {
        try (ServerUnderTest mongo = start("mongo", Map.of("DATABASE_URL", TestMongo.newDatabaseUrl()))) {
            Result result =
                    execute(mongo, "node", "journeys/run.mjs", mongo.url().toString(), String.join("|", OF_THE_STORE));
            assumeTrue(MUST_RUN || result.code() != NO_BROWSER, result.output());
            assertThat(result.code()).as(result.output()).isZero();
        }
    }

    @Test
    void peopleLogInAndAReaderCannotSend() throws Exception {
        Path data = folder.resolve("with-access-control");
        try (ServerUnderTest fresh = new ServerUnderTest(data, Map.of("REQUIRE_APPROVAL_ABOVE", "0"))) {
            String setup = fresh.setupLink().getFragment().substring("setup=".length());
            Result result =
                    execute(fresh, "node", "journeys/access.mjs", fresh.url().toString(), setup);
            assumeTrue(MUST_RUN || result.code() != NO_BROWSER, result.output());
            assertThat(result.code()).as(result.output()).isZero();
        }
    }

    private record Result(int code, String output) {}

    private static void run(String... command) throws Exception {
        Result result = execute(server, command);
        assertThat(result.code()).as(result.output()).isZero();
    }

    private static Result execute(ServerUnderTest server, String... command) throws IOException, InterruptedException {
        return execute(WEB, server, command);
    }

    private static Result execute(Path directory, ServerUnderTest server, String... command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "child", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("MINI_CRM_TOKEN", server.token());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(ended).as("ended within %d minutes: %s", MINUTES, output).isTrue();
            return new Result(process.exitValue(), output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String firstScript(String page) {
        int begin = page.indexOf("/_next/static/");
        return page.substring(begin, page.indexOf('"', begin));
    }

    private static HttpResponse<String> get(String path, String header, String value) throws Exception {
        HttpRequest request =
                server.request(server.url(), path).header(header, value).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
