package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are meant to break something: each is refused with a problem, and the next request is answered. */
class HostileRequestsApiIT {

    private static final int DEEP = 10_000;

    private final ApiServer api = ApiServer.shared();

    @AfterEach
    void theServerStillAnswers() {
        assertThat(api.get("/api/v1/segments").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST,/api/v1/segments", "PUT,/api/v1/segments/deep", "POST,/api/v1/segments/preview"})
    void a_rule_tree_of_ten_thousand_floors_is_refused(String method, String path) {
        String group = "{\"combinator\":\"and\",\"rules\":[";
        String body = "{\"name\": \"deep\", \"rules\": " + group.repeat(DEEP) + "]}".repeat(DEEP) + "}";

        assertProblem(send(method, path, body), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/leads",
        "POST,/api/v1/segments",
        "POST,/api/v1/campaigns",
        "POST,/api/v1/campaigns/preview",
        "POST,/api/v1/campaigns/any/retry",
        "PATCH,/api/v1/campaigns/any",
        "PUT,/api/v1/limits/domain/x.example",
        "POST,/api/v1/receipts/simulator"
    })
    void arrays_and_objects_without_end_are_refused(String method, String path) {
        assertProblem(send(method, path, "[".repeat(1_000_000)), 400);
        assertProblem(send(method, path, "{\"a\":".repeat(1_000_000)), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/leads",
        "POST,/api/v1/segments/preview",
        "POST,/api/v1/campaigns",
        "POST,/api/v1/campaigns/any/retry",
        "PATCH,/api/v1/campaigns/any",
        "PUT,/api/v1/limits/domain/x.example",
        "POST,/api/v1/receipts/simulator"
    })
    void ten_megabytes_are_the_limit_of_every_body(String method, String path) {
        assertProblem(send(method, path, " ".repeat((int) BodyLimit.MAX_BYTES) + "{}"), 413);
    }

    @ParameterizedTest
    @CsvSource({"1e400", "1E999999999", "123456789012345678901234567890", "-0.0001e-999999"})
    void numbers_without_measure_are_refused(String number) {
        assertProblem(send("PATCH", "/api/v1/campaigns/any", "{\"max_rate\": " + number + "}"), 400);
        assertProblem(send("PUT", "/api/v1/limits/domain/x.example", "{\"per_second\": " + number + "}"), 400);
    }

    private ApiServer.Reply send(String method, String path, String body) {
        return api.exchange(api.json(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void assertProblem(ApiServer.Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        assertThat(reply.detail()).isNotEmpty().hasSizeLessThan(2_000);
    }
}
