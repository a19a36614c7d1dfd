package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProblemsApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void aPathThatLeadsNowhereIsAProblemToo() {
        assertProblem(api.get("/api/v1/nothing"), 404);
        assertProblem(api.get("/nothing"), 404);
    }

    @Test
    void aMethodThatIsNotPossibleNamesThoseThatAre() {
        var reply =
                api.exchange(api.json("/api/v1/campaigns").method("PATCH", HttpRequest.BodyPublishers.ofString("{}")));

        assertProblem(reply, 405);
        assertThat(reply.detail()).contains("PATCH").contains("GET, POST");
        assertThat(reply.headers().firstValue("Allow").orElseThrow())
                .contains("GET")
                .contains("POST");
    }

    @Test
    void aProblemHasACodeATypeAndTheIdOfItsRequest() {
        var reply = api.exchange(api.request("/api/v1/leads/nobody").header("X-Request-Id", "my-request-1"));

        assertThat(reply.body().path("code").asString()).isEqualTo("not_found");
        assertThat(reply.body().path("type").asString()).isEqualTo("urn:problem-type:mini-crm:not_found");
        assertThat(reply.body().path("request_id").asString()).isEqualTo("my-request-1");
        assertThat(reply.headers().firstValue("X-Request-Id")).contains("my-request-1");
    }

    @Test
    void aRequestWithoutAnIdOrWithOneThatALogCannotKeepGetsAnother() {
        String first =
                api.get("/api/v1/me").headers().firstValue("X-Request-Id").orElseThrow();
        String second =
                api.get("/api/v1/me").headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(first).isNotEqualTo(second).hasSizeGreaterThan(20);

        var hostile = api.exchange(api.request("/api/v1/me").header("X-Request-Id", "a] ERROR forged"));
        assertThat(hostile.headers().firstValue("X-Request-Id").orElseThrow()).doesNotContain("forged");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            campaigns                   | application/json;q=0                   | 406
            campaigns                   | */*;q=0                                | 406
            campaigns                   | application/xml, */*;q=0               | 406
            campaigns                   | application/json;q=0, */*              | 406
            campaigns                   | application/json;q=0.000, text/*;q=0.1 | 406
            campaigns                   | application/*;q=0.0, */*               | 406
            campaigns                   | application/json;q=2                   | 406
            campaigns                   | application/json;q=x                   | 406
            campaigns                   | text/csv;q=0, */*;q=0.1                | 200
            campaigns                   | application/json, */*;q=0              | 200
            campaigns                   | application/problem+json, */*;q=0      | 200
            campaigns                   | application/json;q=0.001, text/html    | 200
            campaigns/x/deliveries.csv  | text/csv;q=0, */*                      | 406
            campaigns/x/deliveries.csv  | application/json;q=0, */*              | 404
            campaigns/x/deliveries.csv  | text/csv, */*;q=0                      | 404
            """)
    void whatAClientRefusesItDoesNotGet(String path, String accept, int status) {
        var reply = api.exchange(api.request("/api/v1/" + path).header("Accept", accept));

        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void aBodyOfAnotherTypeIs415AndAnAnswerOfAnotherType406() {
        assertProblem(api.post("/api/v1/segments", "text/plain", "{}"), 415);
        assertProblem(api.exchange(api.request("/api/v1/campaigns").header("Accept", "image/png")), 406);
    }

    @Test
    void malformedJsonIsReportedWithLineAndColumn() {
        var reply = api.post("/api/v1/campaigns", "{\n  \"name\": nope\n}");

        assertProblem(reply, 400);
        assertThat(reply.detail())
                .contains("line 2, column")
                .doesNotContain("io.minicrm")
                .doesNotContain("jackson");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"text\"", "{} {}"})
    void aBodyThatIsNotAnObjectIs400(String body) {
        assertProblem(api.post("/api/v1/campaigns", body), 400);
    }

    @Test
    void aBodyThatIsTooLongIs413WithAndWithoutContentLength() {
        String body = "{\"name\": \"" + "x".repeat((int) BodyLimit.MAX_BYTES) + "\"}";

        assertProblem(api.post("/api/v1/campaigns", body), 413);
        assertProblem(
                api.exchange(api.json("/api/v1/campaigns")
                        .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body)))),
                413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=many", "cursor=%21", "cursor=A", "cursor=YQ%3D%3D"})
    void aPartOfAListThatCannotBeIsRefused(String query) {
        var reply = api.get("/api/v1/leads?" + query);

        assertProblem(reply, 400);
        assertThat(reply.error(query.substring(0, query.indexOf('=')))).isNotEmpty();
    }

    @Test
    void textThatNoStoreCanKeepIsRefusedEverywhere() {
        assertThat(api.get("/api/v1/leads?q=a%00b").error("q")).contains("NUL");
        assertProblem(api.post("/api/v1/segments", "{\"name\": \"\\ud800\", \"rules\": {}}"), 400);
    }

    @Test
    void whatTheServerRefusesByItselfIsAProblemToo() {
        assertProblem(api.get("/api/v1/leads/a%00b"), 400);
    }

    @Test
    void aStoreThatDoesNotAnswerIs503WithATimeToComeBack() {
        try (var broken = new ApiServer(null)) {
            broken.store().close();

            var reply = broken.get("/api/v1/campaigns");

            assertProblem(reply, 503);
            assertThat(reply.headers().firstValue("Retry-After")).contains("5");
            assertThat(reply.body().toString()).doesNotContain("Hikari").doesNotContain("Exception");
        }
    }

    @Test
    void theApiDescribesItself() {
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
        for (String status : new String[] {"400", "401", "403", "404", "409", "413", "415", "429", "default"}) {
            assertThat(created.path(status).path("$ref").asString()).as(status).startsWith("#/components/responses/");
        }
        assertThat(docs.body()
                        .path("components")
                        .path("schemas")
                        .path("CampaignRequest")
                        .path("properties")
                        .has("segment_id"))
                .isTrue();
    }

    /** It would be a second one, without what completes it. */
    @Test
    void theDescriptionIsNotServedInAnotherForm() {
        assertProblem(api.get("/v3/api-docs.yaml"), 404);
    }

    @Test
    void statusesAndReasonsAreEnumsInTheDescription() {
        JsonNode docs = api.get("/v3/api-docs").body();
        JsonNode schemas = docs.path("components").path("schemas");

        assertThat(values(schemas, "CampaignView", "status"))
                .containsExactly("planning", "scheduled", "queued", "running", "paused", "completed", "cancelled");
        assertThat(values(schemas, "DeliveryView", "status")).contains("postponed", "retrying", "delivered");
        assertThat(values(schemas, "DeliveryView", "reason")).contains("no_address", "rate_limit");
        assertThat(values(schemas, "Wait", "what")).contains("plan", "rate_limit", "stats");
        assertThat(values(schemas, "RateLimit", "scope")).containsExactly("campaign", "channel", "domain");
        assertThat(values(schemas, "ErrorCount", "status")).contains("skipped");
        assertThat(schemas.path("RetryRequest")
                        .path("properties")
                        .path("statuses")
                        .path("items")
                        .path("enum")
                        .valueStream())
                .extracting(JsonNode::asString)
                .containsExactly("failed", "unknown");
    }

    private static List<String> values(JsonNode schemas, String schema, String property) {
        return schemas.path(schema)
                .path("properties")
                .path(property)
                .path("enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static void assertProblem(ApiServer.Reply reply, int status) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        assertThat(reply.body().path("status").asInt()).isEqualTo(status);
        assertThat(reply.detail()).isNotEmpty();
    }
}
