package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.access.SecretFile;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.embedded.BrokerLogin;
import io.minicrm.embedded.TestServers;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server with its own broker and a database that the test can access, and the HTTP requests that tests send to it. */
final class ServerUnderTest implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final String EVENT_DATA = "data: ";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 1_000;
    private static final int LEADS_AT_ONCE = 5_000;

    private final HikariDataSource database = (HikariDataSource) TestServers.newDatabase();
    private final Path folder;
    private final Server server;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    ServerUnderTest(Path folder, Map<String, String> settings) {
        this(folder, settings, ProcessRole.all());
    }

    ServerUnderTest(Path folder, Map<String, String> settings, Set<ProcessRole> roles) {
        this.folder = folder;
        Map<String, String> environment = environment(settings);
        environment.put("MINI_CRM_DATA", folder.toString());
        environment.put("KAFKA_PORT", "0");
        server = Server.start(Settings.from(environment), roles);
        token = SecretFile.ofOwner(folder).read().orElse("");
    }

    /** The owner's; every request sends it. */
    String token() {
        return token;
    }

    /** A request to a server of this database, as its owner. */
    HttpRequest.Builder request(URI server, String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", "Bearer " + token);
    }

    /** Starts another process with only these roles on the same broker and database. The caller closes it. */
    Server join(Set<ProcessRole> roles, Map<String, String> settings) {
        Map<String, String> environment = environment(settings);
        environment.put("KAFKA_BROKERS", server.brokers());
        environment.put(
                "KAFKA_CONFIG", folder.resolve("kafka/client.properties").toString());
        return Server.start(Settings.from(environment), roles);
    }

    /** DATABASE_URL, for another server that goes on with the same database after this one was closed. */
    String databaseUrl() {
        return environment(Map.of()).getOrDefault("DATABASE_URL", "");
    }

    /** The name of the database of its own. */
    String databaseName() {
        return database.getJdbcUrl().replaceFirst(".*/", "");
    }

    private Map<String, String> environment(Map<String, String> settings) {
        String url = "postgresql://%s:%s@%s"
                .formatted(
                        database.getUsername(),
                        database.getPassword(),
                        database.getJdbcUrl().replace("jdbc:postgresql://", ""));
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "0",
                "RECEIPTS_SECRET", "none",
                "DATABASE_URL", url,
                "SIMULATOR_FAILURE_RATE", "0",
                "SIMULATOR_TRANSIENT_RATE", "0",
                // Callbacks would overwrite the times at which messages were sent.
                "SIMULATOR_RECEIPT_DELAY_MS", "86400000"));
        environment.putAll(settings);
        return environment;
    }

    /** Where the first administrator can be made. */
    URI setupLink() {
        return server.setupLink().orElseThrow();
    }

    URI url() {
        return server.url();
    }

    Store store() {
        return server.store();
    }

    String brokers() {
        return server.brokers();
    }

    /** What a client needs to connect to the broker of the server. */
    Map<String, Object> kafkaClient(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(BrokerLogin.clientSettings(folder, brokers()));
        settings.put("bootstrap.servers", brokers());
        settings.putAll(more);
        return settings;
    }

    JdbcClient sql() {
        return JdbcClient.create(database);
    }

    /** Stores leads of this group and a segment that selects them. */
    void audience(String group, int leads) {
        for (int from = 0; from < leads; from += LEADS_AT_ONCE) {
            store().leads()
                    .upsert(IntStream.range(from, Math.min(leads, from + LEADS_AT_ONCE))
                            .mapToObj(i -> lead(group, i))
                            .toList());
        }
        Instant now = Instant.now();
        store().segments().save(new Segment(group, group, RuleJson.read("""
                        {"combinator": "and", "rules": [{"field": "group", "operator": "=", "value": "%s"}]}""".formatted(group)), now, now));
    }

    static Lead lead(String group, int number) {
        return new Lead(
                "%s-%06d".formatted(group, number),
                "Lead " + number,
                "lead%d@example.com".formatted(number),
                null,
                false,
                Attributes.of(Map.of("group", group)),
                Instant.now());
    }

    /** Creates a campaign for a group and returns its id; {@code more} is further JSON that begins with a comma. */
    String campaign(String group, String more) {
        return post("/campaigns", """
                {"name": "%s", "segment_id": "%s", "message_template": "Hi {{name}}"%s}""".formatted(group, group, more))
                .path("campaign_id")
                .asString();
    }

    /** Reads the campaign from the API, and checks that its numbers add up to its audience. */
    JsonNode poll(String campaign) {
        JsonNode data = get("/campaigns/" + campaign);
        requireConsistent(data.path("stats"));
        return data;
    }

    /** Reads the campaign's events as they come, checks the numbers of each, and passes it on until one has this status. */
    void follow(String campaign, String status, Consumer<JsonNode> events) {
        HttpRequest request = request(server.url(), "/api/v1/campaigns/%s/events".formatted(campaign))
                .build();
        try (Stream<String> lines =
                client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            boolean reached = lines.filter(line -> line.startsWith(EVENT_DATA))
                    .map(line -> JSON.readTree(line.substring(EVENT_DATA.length())))
                    .peek(data -> requireConsistent(data.path("stats")))
                    .peek(events)
                    .anyMatch(data -> data.path("status").asString().equals(status));
            assertThat(reached).as("an event with the status %s", status).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every lead is settled or in flight; of those in flight, the ones without a status are not claimed yet. */
    private static void requireConsistent(JsonNode stats) {
        long inFlight = count(stats, "in_flight");
        assertThat(count(stats, "sent")
                        + count(stats, "failed")
                        + count(stats, "skipped")
                        + count(stats, "unknown")
                        + inFlight)
                .as(stats::toString)
                .isEqualTo(count(stats, "audience"));
        assertThat(inFlight).isNotNegative();
        assertThat(inFlight - inFlightWithStatus(stats)).as(stats::toString).isNotNegative();
    }

    /** Leads whose message is claimed and not settled. */
    static long inFlightWithStatus(JsonNode stats) {
        return count(stats, "sending") + count(stats, "retrying") + count(stats, "postponed");
    }

    JsonNode await(String campaign, Predicate<JsonNode> condition) {
        return org.awaitility.Awaitility.await(campaign)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> poll(campaign), condition);
    }

    JsonNode awaitStatus(String campaign, String status) {
        return await(campaign, data -> data.path("status").asString().equals(status));
    }

    /** Waits until this many messages of the campaign are sent. */
    JsonNode awaitSent(String campaign, long sent) {
        return await(campaign, data -> count(data.path("stats"), "sent") >= sent);
    }

    static long count(JsonNode stats, String name) {
        return stats.path(name).asLong(-1);
    }

    /** All deliveries with this status, or all if it is null. A few of the sent ones are already delivered, because the delay of a callback is random. */
    List<Delivery> deliveries(String campaign, DeliveryStatus status) {
        List<Delivery> all = new ArrayList<>();
        String after = null;
        List<Delivery> page;
        do {
            page = store().deliveries().page(campaign, status, after, PAGE);
            all.addAll(page);
            after = page.isEmpty() ? null : page.getLast().leadId();
        } while (page.size() == PAGE);
        return all;
    }

    /** When the campaign's messages were sent, in order, without the few that already have a callback. */
    List<Instant> sendTimes(String campaign) {
        return deliveries(campaign, DeliveryStatus.SENT).stream()
                .map(Delivery::updatedAt)
                .sorted()
                .toList();
    }

    JsonNode get(String path) {
        return data(send("GET", "/api/v1" + path, null));
    }

    JsonNode post(String path, String json) {
        return data(send("POST", "/api/v1" + path, json));
    }

    JsonNode patch(String path, String json) {
        return data(send("PATCH", "/api/v1" + path, json));
    }

    private static JsonNode data(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response::body).isBetween(200, 299);
        return JSON.readTree(response.body()).path("data");
    }

    HttpResponse<String> send(String method, String path, String json) {
        return send(method, path, json, server.url());
    }

    HttpResponse<String> send(String method, String path, String json, URI base) {
        HttpRequest.Builder request = request(base, path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        database.close();
    }
}
