package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.SendId;
import io.minicrm.delivery.DeliveryStatus;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

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
    void campaignsAreListedNewestFirstPartByPart() {
        String segment = api.segmentOf(1, "listed");
        String older = create(segment, "").data().path("campaign_id").asString();
        String newer = create(segment, "").data().path("campaign_id").asString();

        var first = api.get("/api/v1/campaigns?limit=1");
        var second = api.get("/api/v1/campaigns?limit=1&cursor="
                + first.body().path("next_cursor").asString());

        assertThat(first.data().get(0).path("campaign_id").asString()).isEqualTo(newer);
        assertThat(second.data().get(0).path("campaign_id").asString()).isEqualTo(older);
    }

    @Test
    void campaignsAreSelectedByStatusSegmentAndText() {
        String segment = api.segmentOf(1, "selected");
        String paused = create(segment, "").data().path("campaign_id").asString();
        api.post("/api/v1/campaigns/%s/pause".formatted(paused));
        String cancelled = create(segment, "").data().path("campaign_id").asString();
        api.post("/api/v1/campaigns/%s/cancel".formatted(cancelled));
        String queued = create(segment, "").data().path("campaign_id").asString();
        String list = "/api/v1/campaigns?segment_id=" + segment;

        assertThat(ids(api.get(list))).containsExactly(queued, cancelled, paused);
        assertThat(ids(api.get(list + "&status=paused"))).containsExactly(paused);
        assertThat(ids(api.get(list + "&status=paused,queued"))).containsExactly(queued, paused);
        assertThat(ids(api.get(list + "&status=paused&status=queued"))).containsExactly(queued, paused);
        assertThat(ids(api.get(list + "&status="))).hasSize(3);
        assertThat(ids(api.get(list + "&sort=created_at"))).containsExactly(paused, cancelled, queued);
        assertThat(ids(api.get(list + "&q=" + paused.toUpperCase(Locale.ROOT)))).containsExactly(paused);
        assertThat(ids(api.get(list + "&q=%25"))).isEmpty();
        assertThat(ids(api.get("/api/v1/campaigns?segment_id=nobody"))).isEmpty();
    }

    @Test
    void pagesByNameFollowEachOtherAndACursorBelongsToItsList() {
        String segment = api.segmentOf(1, "paged");
        for (int i = 0; i < 5; i++) {
            create(segment, "");
        }
        String list = "/api/v1/campaigns?limit=2&sort=name&segment_id=" + segment;
        List<String> ids = new ArrayList<>();
        var page = api.get(list);
        ids.addAll(ids(page));
        String cursor = page.body().path("next_cursor").asString();
        while (!page.body().path("next_cursor").isNull()) {
            page = api.get(list + "&cursor=" + page.body().path("next_cursor").asString());
            ids.addAll(ids(page));
        }
        assertThat(ids).hasSize(5).isSorted();

        for (String other : List.of(
                list.replace("sort=name", "sort=-name"),
                list + "&q=x",
                list + "&status=queued",
                "/api/v1/campaigns?")) {
            assertThat(api.get(other + "&cursor=" + cursor).error("cursor"))
                    .contains("belongs to a list with another status, segment_id, q or sort");
        }
        assertThat(api.get(list + "&cursor=Y2FtcGFpZ24tMQ").error("cursor")).contains("is not a cursor of this list");
    }

    @Test
    void aListWithAnUnknownStatusOrOrderIsRefused() {
        assertThat(api.get("/api/v1/campaigns?status=runing").error("status"))
                .isEqualTo("is \"runing\"; give one or more of planning, scheduled, queued, running, paused, completed,"
                        + " cancelled");
        assertThat(api.get("/api/v1/campaigns?status=running,").error("status")).startsWith("is \"\"; give");
        assertThat(api.get("/api/v1/campaigns?sort=audience").error("sort"))
                .isEqualTo("is \"audience\"; give one of -created_at, created_at, name, -name");
        assertThat(api.get("/api/v1/campaigns?q=" + "x".repeat(201)).error("q")).contains("the limit is 200");
    }

    @Test
    void theSeriesOfACampaignAddsUpToItsNumbers() {
        String id = create(api.segmentOf(3, "sampled"), "")
                .data()
                .path("campaign_id")
                .asString();
        String path = "/api/v1/campaigns/%s/series".formatted(id);
        assertThat(api.get(path).data().path("buckets")).isEmpty();

        var workers = new SimulatedWorkers(api.store(), id);
        workers.claim("sampled-00000", "sampled-00001");
        workers.apply(DeliveryStatus.DELIVERED, "sampled-00000");
        workers.apply(DeliveryStatus.FAILED, "sampled-00001");

        var series = api.get(path + "?step=60").data();
        assertThat(series.path("step_seconds").asInt()).isEqualTo(60);
        var bucket = series.path("buckets").get(0);
        assertThat(bucket.path("settled").asInt()).isEqualTo(2);
        assertThat(bucket.path("delivered").asInt()).isEqualTo(1);
        assertThat(bucket.path("failed").asInt()).isEqualTo(1);

        assertThat(api.get(path + "?step=0").error("step")).isEqualTo("is 0; give 1 to 86400 seconds");
        assertThat(api.get("/api/v1/campaigns/nobody/series").status()).isEqualTo(404);
    }

    private static List<String> ids(ApiServer.Reply page) {
        List<String> ids = new ArrayList<>();
        page.data().forEach(campaign -> ids.add(campaign.path("campaign_id").asString()));
        return ids;
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
    void detailsAndDeliveriesShowTheOutcomeOfEachMessage() {
        String segment = api.segmentOf(4, "lead");
        String id = create(segment, "").data().path("campaign_id").asString();
        var workers = new SimulatedWorkers(api.store(), id);
        workers.claim("lead-00000", "lead-00001", "lead-00002", "lead-00003");
        workers.apply(DeliveryStatus.DELIVERED, "lead-00000", "lead-00001");
        workers.apply(DeliveryStatus.BOUNCED, "lead-00002");
        workers.apply(DeliveryStatus.FAILED, "lead-00003");

        JsonNode details = api.get("/api/v1/campaigns/" + id).data();
        assertThat(details.path("stats").path("audience").asInt()).isEqualTo(4);
        assertThat(details.path("stats").path("sent").asInt()).isEqualTo(3);
        assertThat(details.path("stats").path("delivered").asInt()).isEqualTo(2);
        assertThat(details.path("stats").path("bounced").asInt()).isEqualTo(1);
        assertThat(details.path("stats").path("failed").asInt()).isEqualTo(1);
        assertThat(details.path("stats").path("in_flight").asInt(-1)).isZero();
        assertThat(details.path("progress").asDouble()).isEqualTo(1);
        assertThat(details.path("status").asString()).isEqualTo("completed");

        var all = api.get("/api/v1/campaigns/%s/deliveries?limit=3".formatted(id));
        assertThat(all.data().valueStream().map(row -> row.path("lead_id").asString()))
                .containsExactly("lead-00000", "lead-00001", "lead-00002");
        var rest = api.get("/api/v1/campaigns/%s/deliveries?limit=3&cursor=%s"
                .formatted(id, all.body().path("next_cursor").asString()));
        assertThat(rest.data().valueStream().map(row -> row.path("lead_id").asString()))
                .containsExactly("lead-00003");
        assertThat(rest.body().path("next_cursor").isNull()).isTrue();
        var failed = api.get("/api/v1/campaigns/%s/deliveries?status=failed".formatted(id));
        assertThat(failed.data().size()).isEqualTo(1);
        assertThat(failed.data().get(0).path("error").asString()).isEqualTo("no such mailbox");
        assertThat(api.get("/api/v1/campaigns/%s/deliveries?status=lost".formatted(id))
                        .error("status"))
                .contains("delivered");
        var ofLead = api.get("/api/v1/leads/lead-00003/deliveries");
        assertThat(ofLead.data().get(0).path("send_id").asString()).isEqualTo(SendId.of(id, "lead-00003"));
    }

    @Test
    void messagesAreFoundAndCountedByReasonChunkAndLead() {
        String segment = api.segmentOf(4, "searched");
        String id = create(segment, "").data().path("campaign_id").asString();
        var workers = new SimulatedWorkers(api.store(), id);
        workers.claim("searched-00000", "searched-00001", "searched-00002");
        workers.apply(DeliveryStatus.DELIVERED, "searched-00000");
        workers.apply(DeliveryStatus.FAILED, "searched-00001", "searched-00002");
        String messages = "/api/v1/campaigns/" + id + "/deliveries";

        var failed = api.get(messages + "?error=no%20such%20mailbox&chunk=0");
        var one = api.get(messages + "?error=no%20such%20mailbox&lead=searched-00002");
        var counted = api.get(messages + "/count?status=failed");

        assertThat(failed.data().valueStream().map(row -> row.path("lead_id").asString()))
                .containsExactly("searched-00001", "searched-00002");
        assertThat(one.data().size()).isEqualTo(1);
        assertThat(api.get(messages + "?chunk=1").data().size()).isZero();
        assertThat(counted.data().path("count").asInt()).isEqualTo(2);
        assertThat(counted.data().path("complete").asBoolean()).isTrue();
        assertThat(api.get(messages + "/count").data().path("count").asInt()).isEqualTo(3);
        assertThat(api.get(messages + "?chunk=-1").error("chunk")).contains("from 0");
        assertThat(api.get(messages + "?chunk=one").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/campaigns/campaign-none/deliveries/count").status())
                .isEqualTo(404);
    }

    @Test
    void messagesAreDownloadedAsCsvThatNoSpreadsheetRuns() {
        api.put("/api/v1/leads/csv-1", """
                {"name": "=HYPERLINK(1,2)", "email": "csv-1@example.com", "phone": "+491701", "attributes": {"group": "csv"}}""");
        api.put("/api/v1/leads/-csv-2", """
                {"name": "Ada, Countess", "email": "csv-2@example.com", "attributes": {"group": "csv"}}""");
        String id =
                create(api.segmentOf(0, "csv"), "").data().path("campaign_id").asString();
        var workers = new SimulatedWorkers(api.store(), id);
        workers.claim("csv-1", "-csv-2");
        workers.apply(DeliveryStatus.FAILED, "csv-1");
        String path = "/api/v1/campaigns/" + id + "/deliveries.csv";

        var csv = api.text(path);
        var failed = api.text(path + "?status=failed");

        assertThat(csv.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(
                        name -> assertThat(name).startsWith("attachment").contains(id));
        assertThat(csv.body().split("\r\n")).hasSize(3);
        assertThat(csv.body())
                .startsWith("send_id,lead_id,name,email,phone,status,reason,error,attempt,chunk_index,")
                .contains(",'-csv-2,\"Ada, Countess\",csv-2@example.com,,sending,")
                .contains(",csv-1,\"'=HYPERLINK(1,2)\",csv-1@example.com,'+491701,failed,,no such mailbox,1,0,");
        assertThat(failed.body().split("\r\n")).hasSize(2);
        assertThat(api.get("/api/v1/campaigns/campaign-none/deliveries.csv").status())
                .isEqualTo(404);
    }

    @Test
    void aMessageIsShownAsItWouldBeNowUnlessItsLeadIsGone() {
        api.put("/api/v1/leads/shown-1", """
                {"name": "Ada", "email": "shown-1@example.com", "attributes": {"group": "shown"}}""");
        api.put("/api/v1/leads/shown-2", """
                {"name": "Eve", "attributes": {"group": "shown"}}""");
        String id = api.post("/api/v1/campaigns", """
                {"name": "Shown", "segment_id": "%s", "subject": "For {{name}}", "message_template": "Hi {{name}} of {{city}}!"}""".formatted(api.segmentOf(0, "shown")))
                .data()
                .path("campaign_id")
                .asString();
        var workers = new SimulatedWorkers(api.store(), id);
        workers.claim("shown-1", "shown-2");
        workers.apply(DeliveryStatus.SENT, "shown-1");
        String messages = "/api/v1/campaigns/" + id + "/deliveries/";

        var shown = api.get(messages + "shown-1/message").data();
        api.delete("/api/v1/leads/shown-2");

        assertThat(shown.path("message").asString()).isEqualTo("Hi Ada of !");
        assertThat(shown.path("subject").asString()).isEqualTo("For Ada");
        assertThat(shown.path("to").asString()).isEqualTo("shown-1@example.com");
        assertThat(shown.path("status").asString()).isEqualTo("sent");
        assertThat(shown.path("missing_variables").get(0).asString()).isEqualTo("city");
        assertThat(shown.path("rendered_at").isString()).isTrue();
        var deleted = api.get(messages + "shown-2/message");
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(deleted.detail()).contains("has been deleted");
        assertThat(api.get(messages + "nobody/message").detail()).contains("has no message to a lead");
    }

    @Test
    void aTestIsSentOnceAndIsInNoNumbers() {
        api.put("/api/v1/leads/tested-1", "{\"name\": \"Ada\"}");
        String body = """
                {"message_template": "Hi {{name | default: 'you'}}", "subject": "For {{name}}", "to": "ann@example.com"%s}""";

        var toNobody =
                api.post("/api/v1/campaigns/test-send", body.formatted("")).data();
        var toLead = api.post("/api/v1/campaigns/test-send", body.formatted(", \"lead_id\": \"tested-1\""))
                .data();

        // The simulator refuses one message in ten.
        assertThat(toNobody.path("result").asString()).isIn("accepted", "rejected");
        assertThat(toNobody.path("message").asString()).isEqualTo("Hi you");
        assertThat(toLead.path("message").asString()).isEqualTo("Hi Ada");
        assertThat(toLead.path("subject").asString()).isEqualTo("For Ada");
        assertThat(api.get("/api/v1/leads/tested-1/deliveries").data().size()).isZero();
        var wrong = api.post("/api/v1/campaigns/test-send", "{\"message_template\": \"Hi\", \"to\": \"nowhere\"}");
        assertThat(wrong.error("to")).contains("not an address");
        assertThat(api.post("/api/v1/campaigns/test-send", body.formatted(", \"lead_id\": \"nobody\""))
                        .status())
                .isEqualTo(404);
        assertThat(api.post("/api/v1/campaigns/test-send", body.formatted(", \"channel\": \"pigeon\""))
                        .error("channel"))
                .contains("simulator");
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

    @Test
    void listsAndObjectsAreValuesOfTemplatesAndRulesAskOnlyIfTheyAreThere() {
        api.put("/api/v1/leads/structured-1", """
                {"name": "Ada", "attributes": {"shopping": [{"title": "shoe", "price": 9.50}, {"title": "hat", "price": 20}],
                 "home_address": {"city": "Jena"}}}""");

        var preview = api.post("/api/v1/campaigns/preview", """
                {"message_template": "{% for o in shopping %}{{ o.title }} {{ o.price }}, {% endfor %}{{ home_address.city }}", "lead_id": "structured-1"}""").data();
        var present = api.post("/api/v1/segments/preview", """
                {"rules": {"combinator": "and", "rules": [{"field": "shopping", "operator": "notNull"}]}}""").data();
        var compared = api.post("/api/v1/segments/preview", """
                {"rules": {"combinator": "and", "rules": [{"field": "shopping", "operator": "contains", "value": "shoe"}]}}""");

        assertThat(preview.path("message").asString()).isEqualTo("shoe 9.5, hat 20, Jena");
        assertThat(api.get("/api/v1/leads/structured-1")
                        .data()
                        .path("attributes")
                        .path("shopping")
                        .path(1)
                        .path("title")
                        .asString())
                .isEqualTo("hat");
        assertThat(present.path("count").asInt()).isEqualTo(1);
        assertThat(compared.status()).isEqualTo(409);
        assertThat(compared.body().path("errors").toString())
                .contains("rules[0].operator")
                .contains("contains does not work on shopping, which holds lists; use one of null notNull");
    }

    @Test
    void aPreheaderIsATemplateLikeTheSubject() {
        String segment = api.segmentOf(1, "preheader");
        api.put("/api/v1/leads/preheader-1", """
                {"name": "Ada"}""");

        var created = create(segment, ", \"preheader\": \"Only for {{name}}\"");
        var preview = api.post("/api/v1/campaigns/preview", """
                {"message_template": "Hi", "preheader": "Only for {{name}}", "lead_id": "preheader-1"}""").data();

        assertThat(api.get("/api/v1/campaigns/"
                                + created.data().path("campaign_id").asString())
                        .data()
                        .path("preheader")
                        .asString())
                .isEqualTo("Only for {{name}}");
        assertThat(preview.path("preheader").asString()).isEqualTo("Only for Ada");
        assertThat(preview.path("missing_variables").size()).isZero();
        assertThat(create(segment, ", \"preheader\": \"two\\nlines\"").error("preheader"))
                .contains("line break");
        assertThat(create(segment, ", \"preheader\": \"{{ nmae }}\"").error("preheader"))
                .contains("did you mean");
    }

    @Test
    void aVariableThatNoLeadHasIsRefusedUntilALeadHasIt() {
        String segment = api.segmentOf(1, "misspelt");
        api.put("/api/v1/leads/misspelt-1", """
                {"name": "Ada", "attributes": {"favourite_colour": "red"}}""");
        String more = ", \"subject\": \"{{ favorite_colour }} and {{ favourite_colour }}\"";

        assertThat(create(segment, more).error("subject"))
                .startsWith("reads \"favorite_colour\", which no lead has; did you mean \"favourite_colour\"?");

        api.put("/api/v1/leads/misspelt-2", """
                {"name": "Bob", "attributes": {"favorite_colour": "blue"}}""");
        assertThat(create(segment, more).status()).isEqualTo(201);
    }

    @Test
    void aTemplateIsShownForALeadWithTheVariablesThatItLacks() {
        api.put("/api/v1/leads/preview-1", """
                {"name": "Ada", "attributes": {"city": "London"}}""");

        var stored = api.post("/api/v1/campaigns/preview", """
                {"message_template": "Hi {{name}} of {{city}}: {{voucher}}", "subject": "For {{name}}",
                 "lead_id": "preview-1"}""").data();
        var madeUp = api.post("/api/v1/campaigns/preview", """
                {"message_template": "Hi {{name}}", "lead": {"name": "Bob"}}""").data();
        var nobody = api.post("/api/v1/campaigns/preview", """
                {"message_template": "Hi {{name}}"}""").data();

        assertThat(stored.path("message").asString()).isEqualTo("Hi Ada of London: ");
        assertThat(stored.path("subject").asString()).isEqualTo("For Ada");
        assertThat(stored.path("missing_variables").valueStream().map(JsonNode::asString))
                .containsExactly("voucher");
        assertThat(madeUp.path("message").asString()).isEqualTo("Hi Bob");
        assertThat(madeUp.path("missing_variables").size()).isZero();
        assertThat(nobody.path("missing_variables").get(0).asString()).isEqualTo("name");
        assertThat(api.post("/api/v1/campaigns/preview", "{\"message_template\": \"{{\"}")
                        .error("message_template"))
                .startsWith("line 1, column ");
    }

    @Test
    void aTemplateIsShownForSeveralLeadsAtOnce() {
        api.put("/api/v1/leads/several-1", """
                {"name": "Ada", "attributes": {"several_city": "London"}}""");
        api.put("/api/v1/leads/several-2", """
                {"name": "Bob"}""");
        String body = "{\"message_template\": \"%s\", \"subject\": \"For {{name}}\", \"lead_ids\": [%s]}";

        JsonNode shown = api.post(
                        "/api/v1/campaigns/previews",
                        body.formatted("Hi {{several_city}}", "\"several-2\", \"nobody\", \"several-1\""))
                .data();

        assertThat(shown.path("previews")
                        .valueStream()
                        .map(each -> each.path("lead_id").asString() + ": "
                                + each.path("subject").asString() + ": "
                                + each.path("message").asString() + each.path("missing_variables")))
                .containsExactly("several-2: For Bob: Hi [\"several_city\"]", "several-1: For Ada: Hi London[]");
        assertThat(shown.path("variables").toString()).isEqualTo("[\"name\",\"several_city\"]");
        assertThat(api.post("/api/v1/campaigns/previews", body.formatted("{{", "\"several-1\""))
                        .error("message_template"))
                .startsWith("line 1, column ");
        assertThat(api.post("/api/v1/campaigns/previews", body.formatted("Hi", ""))
                        .error("lead_ids"))
                .contains("1 to 20");
        assertThat(api.post("/api/v1/campaigns/previews", body.formatted("Hi", "null"))
                        .error("lead_ids[0]"))
                .contains("missing");
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

    @Test
    void aCheckSaysWhoWouldBeSkippedAndWhoLacksAVariable() {
        api.post("/api/v1/leads/bulk", """
                [{"id": "chk-1", "name": "A", "email": "chk1@example.com", "attributes": {"chk": 1, "chk_city": "Pune"}},
                 {"id": "chk-2", "name": "B", "email": "chk2@example.com", "attributes": {"chk": 1}},
                 {"id": "chk-3", "name": "C", "email": "chk1@example.com", "attributes": {"chk": 1}},
                 {"id": "chk-4", "name": "D", "attributes": {"chk": 1}},
                 {"id": "chk-5", "name": "E", "email": "chk5@example.com", "unsubscribed": true, "attributes": {"chk": 1}},
                 {"id": "chk-6", "name": "F", "email": "chk-6@made-up.invalid", "attributes": {"chk": 1, "chk_city": "Rome"}}]""");
        api.put("/api/v1/segments/chk", """
                {"name": "chk", "rules": {"combinator": "and", "rules": [{"field": "chk", "operator": "=", "value": 1}]}}""");
        String order = "{\"name\": \"x\", \"segment_id\": \"chk\", \"message_template\": \"%s\"}";

        var checked = api.post("/api/v1/campaigns/check", order.formatted("{{name}} of {{chk_city}}"))
                .data();

        assertThat(checked.path("audience").asInt()).isEqualTo(6);
        assertThat(checked.path("examined").asInt()).isEqualTo(6);
        assertThat(checked.path("recipients").asInt()).isEqualTo(3);
        assertThat(checked.path("channel").asString()).isEqualTo("simulator");
        assertThat(checked.path("made_up_addresses").asInt()).isEqualTo(1);
        assertThat(checked.path("skipped")
                        .valueStream()
                        .map(each -> each.path("reason").asString()))
                .containsExactly("unsubscribed", "no_address", "duplicate_address");
        assertThat(checked.path("lacking").get(0).path("variable").asString()).isEqualTo("chk_city");
        assertThat(checked.path("lacking").get(0).path("leads").asInt()).isEqualTo(1);
        assertThat(api.post("/api/v1/campaigns/check", order.formatted("{{chk_city | default: 'x'}}"))
                        .data()
                        .path("lacking"))
                .isEmpty();
        assertThat(api.post("/api/v1/campaigns/check", order.formatted("{% if")).error("message_template"))
                .contains("line 1");
    }
}
