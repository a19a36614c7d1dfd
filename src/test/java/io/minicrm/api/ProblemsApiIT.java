package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProblemsApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void a_path_that_leads_nowhere_is_a_problem_too() {
        assertProblem(api.get("/api/v1/nothing"), 404);
        assertProblem(api.get("/nothing"), 404);
    }

    @Test
    void a_method_that_is_not_possible_names_those_that_are() {
        var reply =
                api.exchange(api.json("/api/v1/campaigns").method("PATCH", HttpRequest.BodyPublishers.ofString("{}")));

        assertProblem(reply, 405);
        assertThat(reply.detail()).contains("PATCH").contains("GET, POST");
        assertThat(reply.headers().firstValue("Allow").orElseThrow())
                .contains("GET")
                .contains("POST");
    }

    @Test
    void a_body_of_another_type_is_415_and_an_answer_of_another_type_406() {
        assertProblem(api.post("/api/v1/segments", "text/plain", "{}"), 415);
        assertProblem(api.exchange(api.request("/api/v1/campaigns").header("Accept", "image/png")), 406);
    }

    @Test
    void malformed_json_is_told_with_line_and_column() {
        var reply = api.post("/api/v1/campaigns", "{\n  \"name\": nope\n}");

        assertProblem(reply, 400);
        assertThat(reply.detail())
                .contains("line 2, column")
                .doesNotContain("io.minicrm")
                .doesNotContain("jackson");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"text\"", "{} {}"})
    void a_body_that_is_no_object_is_400(String body) {
        assertProblem(api.post("/api/v1/campaigns", body), 400);
    }

    @Test
    void a_body_that_is_too_long_is_413_whether_its_length_is_told_or_not() {
        String body = "{\"name\": \"" + "x".repeat((int) BodyLimit.MAX_BYTES) + "\"}";

        assertProblem(api.post("/api/v1/campaigns", body), 413);
        assertProblem(
                api.exchange(api.json("/api/v1/campaigns")
                        .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body)))),
                413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=many", "cursor=%21", "cursor=AA", "cursor=_w"})
    void a_part_of_a_list_that_cannot_be_is_refused(String query) {
        var reply = api.get("/api/v1/leads?" + query);

        assertProblem(reply, 400);
        assertThat(reply.error(query.substring(0, query.indexOf('=')))).isNotEmpty();
    }

    @Test
    void text_that_no_store_keeps_is_refused_wherever_it_comes() {
        assertThat(api.get("/api/v1/leads?q=a%00b").error("q")).contains("NUL");
        assertProblem(api.post("/api/v1/segments", "{\"name\": \"\\ud800\", \"rules\": {}}"), 400);
    }

    @Test
    void what_the_server_refuses_by_itself_is_a_problem_too() {
        assertProblem(api.get("/api/v1/leads/a%00b"), 400);
    }

    @Test
    void a_store_that_does_not_answer_is_503_with_a_time_to_come_back() {
        try (var broken = new ApiServer(null)) {
            broken.store().close();

            var reply = broken.get("/api/v1/campaigns");

            assertProblem(reply, 503);
            assertThat(reply.headers().firstValue("Retry-After")).contains("5");
            assertThat(reply.body().toString()).doesNotContain("Hikari").doesNotContain("Exception");
        }
    }

    @Test
    void the_api_describes_itself() {
        var docs = api.get("/v3/api-docs");

        assertThat(docs.status()).isEqualTo(200);
        var paths = docs.body().path("paths");
        for (String path : new String[] {
            "/api/v1/leads",
            "/api/v1/leads/bulk",
            "/api/v1/segments/preview",
            "/api/v1/campaigns/{id}/events",
            "/api/v1/receipts/{channel}"
        }) {
            assertThat(paths.has(path)).as(path).isTrue();
        }
        for (var path : paths.values()) {
            for (var operation : path.values()) {
                assertThat(operation.path("summary").asString(""))
                        .as(path.toString())
                        .isNotEmpty();
            }
        }
        JsonNode created = paths.path("/api/v1/campaigns").path("post").path("responses");
        assertThat(created.path("201").path("content").has("application/json")).isTrue();
        assertThat(created.path("default").path("content").has("application/problem+json"))
                .isTrue();
        assertThat(docs.body()
                        .path("components")
                        .path("schemas")
                        .path("CampaignRequest")
                        .path("properties")
                        .has("segment_id"))
                .isTrue();
    }

    private static void assertProblem(ApiServer.Reply reply, int status) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        assertThat(reply.body().path("status").asInt()).isEqualTo(status);
        assertThat(reply.detail()).isNotEmpty();
    }
}
