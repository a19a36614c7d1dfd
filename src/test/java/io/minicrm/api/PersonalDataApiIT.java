package io.minicrm.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.inspector.TestTopics;
import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.DeadLetters;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What callers without the scope {@code pii:read} see, and what they cannot find out by asking. */
class PersonalDataApiIT {

    private static final ApiServer API = ApiServer.withAccessControl();
    private static final Keyring KEYRING = new Keyring(API.store().apiKeys(), new SecureRandom(), Clock.systemUTC());
    private static final Map<AccessRole, String> TOKENS = new EnumMap<>(AccessRole.class);

    static {
        for (AccessRole role : AccessRole.values()) {
            TOKENS.put(
                    role,
                    KEYRING.create(new KeyOrder(role.code(), role.scopes(), null), "test")
                            .token());
        }
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    private static ApiServer.Reply exchange(String method, String path, String body, AccessRole role) {
        return API.exchange(API.request(path)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKENS.get(role))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static ApiServer.Reply get(String path, AccessRole role) {
        return exchange("GET", path, "", role);
    }

    private static void putAnn() {
        exchange("PUT", "/api/v1/leads/ann%2F1", """
                {"name": "Ann", "email": "ann@example.com", "attributes": {"city": "Pune"}}""", AccessRole.ADMIN);
        exchange("PUT", "/api/v1/segments/pune", """
                {"name": "Pune", "rules": {"combinator": "and", "rules": [{"field": "city", "operator": "=", "value": "Pune"}]}}\
                """, AccessRole.ADMIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/leads", "/api/v1/leads/ann%2F1", "/api/v1/segments/pune/preview"})
    void valuesOfLeadsAreMasked(String path) {
        putAnn();

        assertThat(get(path, AccessRole.VIEWER).body().toString())
                .contains("***")
                .doesNotContain("Ann", "example.com", "Pune\"}");
        assertThat(get(path, AccessRole.MARKETER).body().toString())
                .contains("ann@example.com")
                .doesNotContain("***");
    }

    @Test
    void deadLettersAreMaskedWithTheErrorsThatQuoteThem() {
        try (TestTopics topics = new TestTopics(Map.of())) {
            topics.put(
                    DeadLetters.TOPIC,
                    null,
                    null,
                    "letter",
                    "{\"to\": \"ann@example.com\"}".getBytes(UTF_8),
                    new RecordHeader("campaign_id", "campaign-1".getBytes(UTF_8)),
                    new RecordHeader(
                            DeadLetterHeaders.EXCEPTION_MESSAGE, "to is \"ann@example.com\"; twice".getBytes(UTF_8)));
        }

        String masked =
                get("/api/v1/dead-letters?limit=1", AccessRole.OPERATOR).body().toString();
        assertThat(masked)
                .contains("\"value\":\"***\"", "to is \\\"***\\\"; twice", "campaign-1")
                .doesNotContain("example.com");
        assertThat(get("/api/v1/kafka/topics/campaign.dead_letters/messages?limit=1", AccessRole.OPERATOR)
                        .body()
                        .toString())
                .doesNotContain("example.com");
        assertThat(get("/api/v1/dead-letters?limit=1", AccessRole.ADMIN).body().toString())
                .contains("ann@example.com");
    }

    @Test
    void addressesInAnswersOfProvidersAreMasked() {
        putAnn();
        exchange("PUT", "/api/v1/leads/bea", """
                {"name": "Bea", "email": "bea@example.com", "attributes": {"city": "Pune"}}""", AccessRole.ADMIN);
        String campaign = exchange("POST", "/api/v1/campaigns", """
                {"name": "C", "segment_id": "pune", "message_template": "Hi"}""", AccessRole.ADMIN)
                .data()
                .path("campaign_id")
                .asString();
        var workers = new SimulatedWorkers(API.store(), campaign);
        workers.claim("ann/1", "bea");
        workers.fail("ann/1", "550 5.1.1 <ann@example.com>: unknown");
        workers.fail("bea", "550 5.1.1 <bea@example.com>: unknown");

        String path = "/api/v1/campaigns/" + campaign;
        List<String> texts = List.of(
                path + "/deliveries",
                path + "/diagnosis",
                "/api/v1/leads/ann%2F1/deliveries",
                "/api/v1/trace?campaign=" + campaign + "&lead=ann/1");
        for (String text : texts) {
            assertThat(get(text, AccessRole.VIEWER).body().toString())
                    .as(text)
                    .contains("550 5.1.1 <***>: unknown")
                    .doesNotContain("example.com");
            assertThat(get(text, AccessRole.MARKETER).body().toString())
                    .as(text)
                    .contains("550 5.1.1 <ann@example.com>: unknown");
        }
        JsonNode errors = get(path + "/diagnosis", AccessRole.VIEWER)
                .data()
                .path("errors")
                .get(0);
        assertThat(errors.path("leads").asInt())
                .as("two errors that look the same now")
                .isEqualTo(2);
    }

    /** An answer to a question about a value is the value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/leads?q=ann",
                "/api/v1/leads?sort=email",
                "/api/v1/kafka/topics/campaign.jobs/messages?grep=ann",
                "/api/v1/dead-letters?reason=ann"
            })
    void valuesCannotBeSearchedWithoutTheScopeToSeeThem(String path) {
        assertThat(get(path, AccessRole.OPERATOR).status()).isEqualTo(403);
        assertThat(get(path, AccessRole.ADMIN).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mailbox full                              | mailbox full
            550 5.1.1 no such user                    | 550 5.1.1 no such user
            550-5.7.26 not accepted                   | 550-5.7.26 not accepted
            <Ann.Doe+x@mail.example.com> is unknown   | <***> is unknown
            to=ann%40example.com&x=1                  | to=***&x=1
            +49 170 1234567 is not reachable          | *** is not reachable
            +1 (415) 555-0100                         | ***
            00491701234567: blocked                   | ***: blocked
            rule 12345678 of 2026-11-28               | rule 12345678 of 2026-11-28
            gave up after 5 attempts: status 503      | gave up after 5 attempts: status 503
            message 7d4f0f1a-1234-4a5b-8c9d-123456789012 | message 7d4f0f1a-1234-4a5b-8c9d-123456789012
            """)
    void onlyAddressesAreTakenOutOfATexts(String text, String expected) {
        assertThat(PersonalData.withoutAddresses(text)).isEqualTo(expected);
    }
}
