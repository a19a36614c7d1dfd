package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Questions to PostgreSQL whose client leaves before it is answered. A lock on leads and campaigns makes every question
 * about them wait.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedRequestsApiIT {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int MANY = 200;

    /** The connections of the store's pool. */
    private static final int POOL = 16;

    private static final String RULES =
            "{\"combinator\": \"and\", \"rules\": [{\"field\": \"group\", \"operator\": \"=\", \"value\": \"asked\"}]}";

    private ApiServer api;
    private JdbcClient database;
    private String segment;
    private String campaign;
    private Connection lock;

    @BeforeAll
    void start() {
        api = new ApiServer(null);
        database = JdbcClient.create(api.database());
        segment = api.segmentOf(3, "asked");
        campaign = api.campaignTo(segment);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @BeforeEach
    void lockTables() throws SQLException {
        lock = api.database().getConnection();
        lock.setAutoCommit(false);
        lock.createStatement().execute("LOCK TABLE leads, campaigns IN ACCESS EXCLUSIVE MODE");
    }

    @AfterEach
    void unlock() throws SQLException {
        lock.rollback();
        lock.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /segments/preview {\"rules\": RULES}",
                "GET /segments/SEGMENT/preview",
                "POST /segments/leads {\"rules\": RULES}",
                "GET /segments/SEGMENT/leads",
                "POST /segments/why {\"rules\": RULES, \"lead_id\": \"asked-00001\"}",
                "GET /segments/SEGMENT/leads/asked-00001/why",
                "GET /segments/fields/group/values",
                "GET /leads?q=ask",
                "GET /leads?total=true",
                "POST /campaigns/check {\"name\": \"C\", \"segment_id\": \"SEGMENT\", \"message_template\": \"Hi\"}",
                "GET /campaigns/CAMPAIGN/waits",
                "GET /campaigns/CAMPAIGN/diagnosis",
                "GET /campaigns/CAMPAIGN/analysis"
            })
    void aQuestionEndsInTheDatabaseWhenItsClientLeaves(String question) throws Exception {
        try (Socket client = ask(question)) {
            await().atMost(SOON).until(() -> waiting() == 1);
            assertThat(client.getInputStream().available()).isZero();
        }
        await().atMost(SOON).until(() -> waiting() == 0);

        await().atMost(SOON).until(() -> open() == 0);
        unlock();
        assertThat(preview().path("count").asInt()).isEqualTo(3);
        lockTables();
    }

    @Test
    void manyQuestionsInARowLeaveConnectionsForTheNextOne() throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(ask("POST /segments/preview {\"rules\": RULES}"));
        }
        await().atMost(SOON).until(() -> waiting() == POOL);
        for (Socket client : clients) {
            client.close();
        }
        await().atMost(SOON).until(() -> waiting() == 0);

        unlock();
        for (int i = 0; i < 2 * POOL; i++) {
            assertThat(preview().path("count").asInt()).isEqualTo(3);
        }
        await().atMost(SOON).until(() -> open() == 0);
        lockTables();
    }

    /** What the server finds while it looks whether the client is still there belongs to the next request. */
    @Test
    void aClientThatSendsItsNextRequestsMeanwhileIsStillThere() throws Exception {
        try (Socket client = ask("POST /segments/preview {\"rules\": RULES}")) {
            await().atMost(SOON).until(() -> waiting() == 1);
            String next = "GET /api/v1/segments/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(segment)
                    + "GET /api/v1/leads/asked-00002 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(next.substring(0, 40).getBytes(StandardCharsets.US_ASCII));
            await().pollDelay(Duration.ofMillis(500)).until(() -> waiting() == 1);
            client.getOutputStream().write(next.substring(40).getBytes(StandardCharsets.US_ASCII));
            await().pollDelay(Duration.ofMillis(500)).until(() -> waiting() == 1);
            unlock();

            String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
            assertThat(answers).containsSubsequence("\"count\":3", "\"name\":\"asked\"", "\"id\":\"asked-00002\"");
        }
        lockTables();
    }

    /** A client that waits for as long as the database needs is answered. */
    @Test
    void aClientThatStaysIsAnswered() throws Exception {
        try (Socket client = ask("GET /segments/SEGMENT/preview")) {
            await().atMost(SOON).until(() -> waiting() == 1);
            await().pollDelay(Duration.ofSeconds(1)).until(() -> waiting() == 1);
            unlock();
            InputStream answer = client.getInputStream();
            byte[] status = answer.readNBytes("HTTP/1.1 200".length());
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
        lockTables();
    }

    private JsonNode preview() {
        return api.post("/api/v1/segments/preview", "{\"rules\": " + RULES + "}")
                .data();
    }

    private Socket ask(String question) throws IOException {
        return RawHttp.ask(
                api.port(),
                question.replace("RULES", RULES).replace("SEGMENT", segment).replace("CAMPAIGN", campaign));
    }

    /** The statements of the store that wait for the lock. */
    private long waiting() {
        return connections("wait_event_type = 'Lock'");
    }

    /** The store's connections that are in a transaction. */
    private long open() {
        return connections("state <> 'idle'");
    }

    private long connections(String condition) {
        return database.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name = 'mini-crm' AND " + condition)
                .query(Long.class)
                .single();
    }
}
