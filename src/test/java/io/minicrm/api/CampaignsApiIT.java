package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Campaigns are ordered, planned and steered. */
class CampaignsApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void aCampaignOver150LeadsInChunksOf50HasThreeChunksInItsPlan() {
        String segment = api.segmentOf(150, "three-chunks");

        var reply = api.post("/api/v1/campaigns", """
                {"name": "High Spenders Campaign", "segment_id": "%s",
                 "message_template": "Hi {{name}}, you're a valued customer!", "created_by": "user-123", "chunk_size": 50}""".formatted(segment));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body().path("success").asBoolean()).isTrue();
        JsonNode data = reply.data();
        assertThat(data.path("queued_chunks").asInt()).isEqualTo(3);
        assertThat(data.path("chunk_size").asInt()).isEqualTo(50);
        assertThat(data.path("chunking_stats").path("totalLeads").asInt()).isEqualTo(150);
        assertThat(data.path("chunking_stats").path("totalChunks").asInt()).isEqualTo(3);
        assertThat(data.path("chunking_stats").path("chunkSize").asInt()).isEqualTo(50);
        assertThat(data.path("stats").path("audience").asInt()).isEqualTo(150);
        assertThat(data.path("stats").path("sent").asInt(-1)).isZero();
        assertThat(data.path("stats").path("failed").asInt(-1)).isZero();
        assertThat(data.path("stats").path("delivered").asInt(-1)).isZero();
        assertThat(data.path("status").asString()).isEqualTo("queued");
        assertThat(data.path("estimated_seconds").asDouble()).isEqualTo(1.5);
        String id = data.path("campaign_id").asString();
        assertThat(id).matches("campaign-[a-z0-9]{15}");
        assertThat(reply.headers().firstValue("Location")).contains("/api/v1/campaigns/" + id);
        assertThat(api.store().plans().unpublished(id, 10))
                .extracting(chunk -> chunk.leadIds().size())
                .containsExactly(50, 50, 50);
    }

    @ParameterizedTest
    @CsvSource({"7, 50", "51, 100", "501, 150"})
    void aCampaignThatAsksForNoChunkSizeGetsTheOneOfItsAudience(int leads, int chunkSize) {
        String segment = api.segmentOf(leads, "sized-" + leads);

        var data = create(segment, "").data();

        assertThat(data.path("chunk_size").asInt()).isEqualTo(chunkSize);
    }

    @Test
    void aCampaignOverNobodyIsCompletedAtOnce() {
        String segment = api.segmentOf(0, "nobody");

        var data = create(segment, "").data();

        assertThat(data.path("queued_chunks").asInt(-1)).isZero();
        assertThat(data.path("status").asString()).isEqualTo("completed");
        var details = api.get("/api/v1/campaigns/" + data.path("campaign_id").asString())
                .data();
        assertThat(details.path("status").asString()).isEqualTo("completed");
        assertThat(details.path("progress").asDouble()).isEqualTo(1);
        assertThat(details.path("finished_at").isString()).isTrue();
    }

    @Test
    void allProblemsOfACampaignAreReportedAtOnce() {
        var reply = api.post("/api/v1/campaigns", """
                {"name": " ", "segment_id": "no-such-segment", "message_template": "Hi {{name", "subject": "{% if %}",
                 "channel": "pigeon", "chunk_size": 201, "max_rate": 0}""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        assertThat(reply.error("name")).isEqualTo("is empty");
        assertThat(reply.error("segment_id")).contains("no-such-segment");
        assertThat(reply.error("message_template")).startsWith("line 1, column ");
        assertThat(reply.error("subject")).startsWith("line 1, column ");
        assertThat(reply.error("channel")).contains("pigeon").contains("simulator");
        assertThat(reply.error("chunk_size")).contains("201").contains("1 to 200");
        assertThat(reply.error("max_rate")).contains("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chunk_size   | 0            | 1 to 200",
                "chunk_size   | -1           | 1 to 200",
                "chunk_size   | 1.5          | a whole number",
                "chunk_size   | \"50\"       | a whole number",
                "chunk_size   | 99999999999  | a whole number",
                "scheduled_at | \"tomorrow\" | 2026-12-24T09:00:00Z",
                "scheduled_at | \"2026-12-24T09:00:00\" | with zone",
                "scheduled_at | 1700000000   | with zone",
                "name         | 5            | a string",
                "name         | \"a\\u0000\" | NUL",
                "colour       | \"red\"      | known are"
            })
    void aFieldOfTheWrongKindIsNamed(String field, String value, String expected) {
        String segment = api.segmentOf(1, "wrong-kind");

        var reply = api.post("/api/v1/campaigns", """
                {"segment_id": "%s", "message_template": "Hi", "%s": %s}""".formatted(segment, field, value));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error(field)).contains(expected);
    }

    @Test
    void aRepeatedRequestOfTheSameKeyIsAnsweredAsTheFirstAndMakesNothingNew() {
        String segment = api.segmentOf(3, "repeated");
        String key = UUID.randomUUID().toString();
        String body = """
                {"name": "Once", "segment_id": "%s", "message_template": "Hi"}""".formatted(segment);

        var first = withKey(key, body);
        api.post("/api/v1/campaigns/%s/pause"
                .formatted(first.data().path("campaign_id").asString()));
        var second = withKey(key, body);
        var other = withKey(key, body.replace("Once", "Twice"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.detail()).contains(key);
        assertThat(withKey("with space", body).error("Idempotency-Key")).contains("printable");
    }

    @Test
    void requestsOfOneKeyAtTheSameTimeMakeOneCampaign() throws Exception {
        String segment = api.segmentOf(3, "raced");
        String key = UUID.randomUUID().toString();
        String body = """
                {"name": "Raced", "segment_id": "%s", "message_template": "Hi"}""".formatted(segment);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<ApiServer.Reply>> requests = Collections.nCopies(8, () -> withKey(key, body));
            var replies = threads.invokeAll(requests);

            var first = replies.getFirst().get();
            assertThat(first.status()).isEqualTo(201);
            for (var reply : replies) {
                assertThat(reply.get().body()).isEqualTo(first.body());
            }
        }
    }

    @Test
    void aLargeCampaignIsAnsweredBeforeItsPlanIsMade() {
        String segment = api.segmentOf(10_001, "large");

        var created = create(segment, "").data();

        assertThat(created.path("status").asString()).isEqualTo("planning");
        assertThat(created.path("queued_chunks").asInt()).isEqualTo(51);
        assertThat(created.path("chunk_size").asInt()).isEqualTo(200);
        String id = created.path("campaign_id").asString();
        assertThat(api.get("/api/v1/campaigns/" + id).data().path("status").asString())
                .isEqualTo("planning");
        assertThat(api.store().plans().unpublished(id, 1)).isEmpty();
    }

    @Test
    void aCampaignIsPausedResumedAndCancelledAndEachMayBeRepeated() {
        String segment = api.segmentOf(2, "steered");
        String path = "/api/v1/campaigns/"
                + create(segment, "").data().path("campaign_id").asString();

        assertThat(api.post(path + "/pause").data().path("status").asString()).isEqualTo("paused");
        assertThat(api.post(path + "/pause").status()).isEqualTo(200);
        assertThat(api.post(path + "/resume").data().path("status").asString()).isEqualTo("queued");
        assertThat(api.post(path + "/resume").status()).isEqualTo(200);
        assertThat(api.post(path + "/cancel").data().path("status").asString()).isEqualTo("cancelled");
        assertThat(api.post(path + "/cancel").status()).isEqualTo(200);
        var late = api.post(path + "/resume");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.detail()).contains("cancelled").contains("resumed");
        assertThat(api.post(path + "/pause").status()).isEqualTo(409);
    }

    @Test
    void aTimeInThePastIsRefusedAndNowStartsAtOnce() {
        String segment = api.segmentOf(1, "past");

        assertThat(create(segment, ", \"scheduled_at\": \"2020-01-01T10:00:00Z\"")
                        .error("scheduled_at"))
                .contains("past");
        var now = create(segment, ", \"scheduled_at\": \"now\"").data();
        assertThat(now.path("status").asString()).isEqualTo("queued");
        assertThat(now.path("audience").asString()).isEqualTo("at_creation");
        assertThat(now.path("audience_frozen_at").asString()).isNotEmpty();
    }

    @Test
    void aCampaignOfTheFutureSaysWhenItsAudienceIsFrozen() {
        String segment = api.segmentOf(2, "frozen");
        String future = ", \"scheduled_at\": \"2999-01-01T10:00:00Z\"";

        var later = create(segment, future).data();
        var early = create(segment, future + ", \"audience\": \"at_creation\"").data();

        assertThat(later.path("audience").asString()).isEqualTo("at_start");
        assertThat(later.path("audience_frozen_at").asString()).isEqualTo("2999-01-01T10:00:00.000Z");
        assertThat(early.path("audience").asString()).isEqualTo("at_creation");
        assertThat(early.path("audience_frozen_at").asString()).startsWith("20");
        var details = api.get("/api/v1/campaigns/" + later.path("campaign_id").asString())
                .data();
        assertThat(details.path("audience_frozen_at")).isEqualTo(later.path("audience_frozen_at"));
        assertThat(details.path("planned_at").isNull()).isTrue();
    }

    @Test
    void aCampaignOfTheFutureIsScheduled() {
        String segment = api.segmentOf(2, "scheduled");

        var created = create(segment, ", \"scheduled_at\": \"2999-01-01T10:00:00+02:00\"")
                .data();

        assertThat(created.path("status").asString()).isEqualTo("scheduled");
        var details = api.get("/api/v1/campaigns/" + created.path("campaign_id").asString())
                .data();
        assertThat(details.path("status").asString()).isEqualTo("scheduled");
        assertThat(details.path("scheduled_at").asString()).isEqualTo("2999-01-01T08:00:00.000Z");
    }

    @Test
    void theRulesOfACampaignAreThoseOfItsCreation() {
        String segment = api.segmentOf(1, "frozen-rules");
        String id = create(segment, "").data().path("campaign_id").asString();
        String rules = "/api/v1/campaigns/" + id + "/rules";

        JsonNode created = api.get(rules).data();
        api.put("/api/v1/segments/" + segment, """
                {"name": "Other", "rules": {"combinator": "and", "rules": [{"field": "group", "operator": "=", "value": "other"}]}}""");
        JsonNode changed = api.get(rules).data();
        api.delete("/api/v1/segments/" + segment);
        JsonNode deleted = api.get(rules).data();

        assertThat(created.path("segment").asString()).isEqualTo("unchanged");
        assertThat(created.path("rules").path("rules").get(0).path("value").asString())
                .isEqualTo("frozen-rules");
        assertThat(changed.path("segment").asString()).isEqualTo("changed");
        assertThat(deleted.path("segment").asString()).isEqualTo("deleted");
        assertThat(deleted.path("rules")).isEqualTo(created.path("rules"));
        assertThat(api.get("/api/v1/campaigns/campaign-none/rules").status()).isEqualTo(404);
    }

    @Test
    void whatDoesNotExistIs404() {
        for (String path : List.of("", "/deliveries", "/events")) {
            var reply = api.get("/api/v1/campaigns/campaign-none" + path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.detail()).contains("campaign-none");
        }
        assertThat(api.post("/api/v1/campaigns/campaign-none/pause").status()).isEqualTo(404);
    }

    private ApiServer.Reply create(String segment, String more) {
        return api.post("/api/v1/campaigns", """
                {"name": "A campaign", "segment_id": "%s", "message_template": "Hi {{name}}"%s}""".formatted(segment, more));
    }

    private ApiServer.Reply withKey(String key, String body) {
        return api.exchange(api.json("/api/v1/campaigns")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
