package io.minicrm.api;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.RequestLimits;
import io.minicrm.channel.Simulator;
import io.minicrm.channel.SimulatorSettings;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.ApprovalRule;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.embedded.TestServers;
import io.minicrm.importing.AllowedSources;
import io.minicrm.importing.ImportFolder;
import io.minicrm.importing.ImportLauncher;
import io.minicrm.importing.ImportPaths;
import io.minicrm.importing.ImportUrls;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.TopicSetup;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The API on its own database and the shared broker, without workers, so that nothing changes by itself.
 */
final class ApiServer implements AutoCloseable {

    static final String SIMULATOR = "simulator";

    private static final JsonMapper JSON = new JsonMapper();

    /** The stored description. PagesIT holds it against the one of a server. */
    private static final DescribedAnswers DESCRIPTION =
            new DescribedAnswers(JSON.readTree(Path.of("web/openapi.json").toFile()));

    /** The largest file that can be sent for an import. */
    static final int MAX_IMPORT_BYTES = 20_000_000;

    /** Larger audiences need an approval. Nothing is sent here anyway. */
    static final int APPROVAL_ABOVE = 500;

    private final Path importFolder = newFolder();
    private final Path importPath = newFolder();
    private final FileServer files = new FileServer();
    private final HikariDataSource database;
    private final Store store;
    private final Publisher publisher;
    private final Simulator simulator;
    private final TopicInspector inspector;
    private final ConfigurableApplicationContext spring;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final String base;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ApiConfiguration.class)
    static class Process {}

    private static final class Shared {
        static final ApiServer SERVER = new ApiServer(null);
    }

    /** One server for all tests of this JVM that use their own ids. */
    static ApiServer shared() {
        return Shared.SERVER;
    }

    ApiServer(@Nullable String receiptSecret) {
        this(receiptSecret, false, false, RequestLimits.Rates.NONE, LogInSettings.PASSWORDS);
    }

    /** A server whose operations need an API key. */
    static ApiServer withAccessControl() {
        return new ApiServer(null, true, false, RequestLimits.Rates.NONE, LogInSettings.PASSWORDS);
    }

    /** A server that changes nothing without a condition. */
    static ApiServer withConditions() {
        return new ApiServer(null, false, true, RequestLimits.Rates.NONE, LogInSettings.PASSWORDS);
    }

    /** A server whose operations need an API key, and with limits. */
    static ApiServer withLimits(RequestLimits.Rates rates) {
        return new ApiServer(null, true, false, rates, LogInSettings.PASSWORDS);
    }

    /** A server whose operations need an API key, and to which people log in in these ways. */
    static ApiServer withLogIn(LogInSettings logIn) {
        return new ApiServer(null, true, false, RequestLimits.Rates.NONE, logIn);
    }

    private ApiServer(
            @Nullable String receiptSecret,
            boolean requiresKey,
            boolean requiresIfMatch,
            RequestLimits.Rates rates,
            LogInSettings logIn) {
        database = (HikariDataSource) TestServers.newDatabase();
        store = PostgresStore.open(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        var kafka = new KafkaSettings(TestServers.kafka(), "api-test", Map.of());
        TopicSetup.ensure(kafka, PipelineTopics.partitions());
        publisher = Publisher.open(kafka);
        inspector = new TopicInspector(kafka);
        ReceiptPublisher receipts = batch -> publisher.sendAll(PipelineTopics.RECEIPTS, batch);
        simulator = new Simulator(SimulatorSettings.DEFAULT, receipts, Clock.systemUTC());
        spring = new SpringApplicationBuilder(Process.class)
                .registerShutdownHook(false)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean(Store.class, () -> store);
                    beans.registerBean(ReceiptPublisher.class, () -> receipts);
                    beans.registerBean(Clock.class, Clock::systemUTC);
                    beans.registerBean(ChunkPolicy.class, () -> ChunkPolicy.DEFAULT);
                    beans.registerBean(
                            ApiSettings.class,
                            () -> new ApiSettings(
                                    receiptSecret == null
                                            ? ReceiptSecrets.UNSIGNED
                                            : ReceiptSecrets.of(Map.of(Simulator.NAME, receiptSecret)),
                                    10,
                                    Duration.ofSeconds(60),
                                    Simulator.NAME,
                                    requiresIfMatch,
                                    requiresKey,
                                    Set.of("crm.example.com"),
                                    rates,
                                    MAX_IMPORT_BYTES,
                                    logIn,
                                    Duration.ofHours(24)));
                    beans.registerBean(
                            ImportLauncher.class,
                            () -> new ImportLauncher(
                                    store.imports(),
                                    new ImportFolder(importFolder),
                                    allowedSources(),
                                    Clock.systemUTC()));
                    beans.registerBean(OneTimeLinks.class, this::links);
                    beans.registerBean(
                            ApprovalRule.class,
                            () -> new ApprovalRule(APPROVAL_ABOVE, store.approvals(), store.plans()));
                    beans.registerBean(
                            SystemFacts.class,
                            () -> new SystemFacts(
                                    null,
                                    SystemFacts.StoreKind.POSTGRESQL,
                                    false,
                                    false,
                                    List.of("api"),
                                    Instant.now(),
                                    () -> Map.of("importer", "UP"),
                                    Map.of("webhook", "WEBHOOK_URL is not set")));
                    beans.registerBean(Channel.class, () -> simulator);
                    beans.registerBean(TopicInspector.class, () -> inspector);
                })
                .run("--server.port=0", "--server.address=127.0.0.1", "--spring.threads.virtual.enabled=true");
        port = ((WebServerApplicationContext) spring).getWebServer().getPort();
        base = "http://127.0.0.1:" + port;
    }

    /** A reply with a body of JSON, or none. */
    record Reply(int status, HttpHeaders headers, JsonNode body) {

        JsonNode data() {
            return body.path("data");
        }

        String detail() {
            return body.path("detail").asString("");
        }

        /** The problem's message about that field; empty if there is none. */
        String error(String field) {
            return body.path("errors")
                    .valueStream()
                    .filter(error -> error.path("field").asString().equals(field))
                    .map(error -> error.path("message").asString())
                    .findFirst()
                    .orElse("");
        }

        String contentType() {
            return headers.firstValue("Content-Type").orElse("");
        }
    }

    /** An operation of the API: its method, its path with every variable filled in, and the type of body that it takes. */
    record Route(String method, String path, String contentType) {}

    /** Every operation of the API. */
    List<Route> routes() {
        var routes = new ArrayList<Route>();
        spring.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) -> {
                    for (String path : info.getPatternValues()) {
                        if (path.startsWith("/api/")) {
                            String type = info.getConsumesCondition().getConsumableMediaTypes().stream()
                                    .findFirst()
                                    .map(String::valueOf)
                                    .orElse("application/json");
                            info.getMethodsCondition()
                                    .getMethods()
                                    .forEach(method -> routes.add(
                                            new Route(method.name(), path.replaceAll("\\{[^}]*}", "x"), type)));
                        }
                    }
                });
        return routes;
    }

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("mini-crm-imports").toRealPath();
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the files wait that were sent for an import. */
    Path importFolder() {
        return importFolder;
    }

    /** The folder from which files may be imported. */
    Path importPath() {
        return importPath;
    }

    /** Files from its folder {@code lists} may be imported. */
    FileServer files() {
        return files;
    }

    AllowedSources allowedSources() {
        return new AllowedSources(
                new ImportPaths(List.of(importPath)),
                new ImportUrls(List.of(files.address("/lists/")), MAX_IMPORT_BYTES));
    }

    int port() {
        return port;
    }

    OneTimeLinks links() {
        return new OneTimeLinks(store.sessions(), new SecureRandom(), Clock.systemUTC());
    }

    Store store() {
        return store;
    }

    /** The store's database, by connections that are not the store's. */
    DataSource database() {
        return database;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    Reply get(String path) {
        return exchange(request(path).GET());
    }

    /** An answer that is not JSON. */
    HttpResponse<String> text(String path) {
        return send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    Reply delete(String path) {
        return exchange(request(path).DELETE());
    }

    Reply post(String path) {
        return exchange(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    Reply post(String path, String json) {
        return exchange(json(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Reply post(String path, String contentType, String body) {
        return exchange(
                request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Reply put(String path, String json) {
        return exchange(json(path).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Reply patch(String path, String json) {
        return exchange(json(path).method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    Reply exchange(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = send(request, HttpResponse.BodyHandlers.ofByteArray());
        byte[] body = response.body();
        DESCRIPTION.check(
                response.request().method(),
                response.request().uri().getRawPath(),
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                new String(body, StandardCharsets.UTF_8));
        return new Reply(
                response.statusCode(),
                response.headers(),
                body.length == 0 ? MissingNode.getInstance() : JSON.readTree(new String(body, StandardCharsets.UTF_8)));
    }

    /** Opens an event stream. */
    HttpResponse<InputStream> open(String path) {
        return send(request(path).header("Accept", "text/event-stream"), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Opens an event stream as somebody who is logged in. */
    InputStream open(String path, String cookies) {
        return send(
                        request(path).header("Accept", "text/event-stream").header("Cookie", cookies),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    /** Stores this many leads with that text as attribute {@code group}, and a segment that selects them. */
    String segmentOf(int leads, String group) {
        var lines = new StringBuilder();
        for (int i = 0; i < leads; i++) {
            lines.append("{\"id\":\"%s-%05d\",\"name\":\"Lead %d\",\"attributes\":{\"group\":\"%s\"}}\n"
                    .formatted(group, i, i, group));
        }
        post("/api/v1/leads/bulk", "application/x-ndjson", lines.toString());
        return post("/api/v1/segments", """
                {"name": "%s", "rules": {"combinator": "and", "rules": [{"field": "group", "operator": "=", "value": "%s"}]}}\
                """.formatted(group, group))
                .data()
                .path("segment_id")
                .asString();
    }

    /** A new campaign to the segment; nothing is sent. */
    String campaignTo(String segment) {
        return post("/api/v1/campaigns", """
                {"name": "C", "segment_id": "%s", "message_template": "Hi {{name}}"}""".formatted(segment))
                .data()
                .path("campaign_id")
                .asString();
    }

    /** How many requests to paths of this pattern were answered with that status. */
    long answered(String pattern, int status) {
        return spring
                .getBean(MeterRegistry.class)
                .find("http.server.requests")
                .tags("uri", pattern, "status", Integer.toString(status))
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        spring.close();
        simulator.close();
        inspector.close();
        publisher.close();
        store.close();
        files.close();
        client.shutdownNow();
    }
}
