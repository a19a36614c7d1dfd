package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the client does with refusals; the server is a stand-in that refuses as often as a test wants. */
class ApiClientTest {

    private final AtomicInteger refusals = new AtomicInteger();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private String retryAfter = "2";
    private int refusal = 429;
    private HttpServer server;
    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            byte[] answer = (refused ? "{\"detail\": \"wait\"}" : "{\"data\": 7}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            exchange.sendResponseHeaders(refused ? refusal : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new ApiClient(url, Duration.ofMinutes(1), "mcrm_key", pauses::add);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void aRequestThatIsOneTooManyIsSentAgainAfterTheTimeThatTheServerAsksFor() {
        refusals.set(2);

        JsonNode answer = client.post("/segments", Json.object().put("name", "x"));

        assertThat(answer.path("data").asInt()).isEqualTo(7);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(bodies).hasSize(3).containsOnly("{\"name\":\"x\"}");
    }

    @Test
    void aServerThatRefusesForEverIsReported() {
        refusals.set(1_000);

        assertThatThrownBy(() -> client.get("/campaigns"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("The server answers 429: wait");
        assertThat(pauses).hasSize(10);
    }

    @Test
    void aLongWaitIsLeftToThePersonAndOtherRefusalsAreNotRepeated() {
        refusals.set(1);
        retryAfter = "900";
        assertThatThrownBy(() -> client.get("/campaigns")).hasMessageContaining("429");

        refusals.set(1);
        retryAfter = "1";
        refusal = 503;
        assertThatThrownBy(() -> client.get("/campaigns")).hasMessageContaining("503");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aStreamIsNotSentASecondTime() {
        refusals.set(1);

        assertThatThrownBy(() -> client.importCsv(
                        "/leads/import",
                        Map.of(),
                        () -> new ByteArrayInputStream("id\n1\n".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("429");
        assertThat(bodies).hasSize(1);
    }

    @Test
    void aMissingOrWrongKeyIsExplained() {
        refusals.set(1);
        refusal = 401;

        assertThatThrownBy(() -> client.get("/campaigns"))
                .hasMessageStartingWith("The server answers 401")
                .hasMessageContaining("MINI_CRM_TOKEN")
                .hasMessageContaining("MINI_CRM_DATA");
    }
}
