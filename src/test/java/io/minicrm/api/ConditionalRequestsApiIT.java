package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.api.ApiServer.Reply;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** {@code ETag}, {@code If-Match}, {@code If-None-Match} and merge patches of leads, segments and campaigns. */
class ConditionalRequestsApiIT {

    private static final String RULES =
            "{\"combinator\": \"and\", \"rules\": [{\"field\": \"id\", \"operator\": \"=\", \"value\": \"x\"}]}";

    private final ApiServer api = ApiServer.shared();
    private final String lead = "/api/v1/leads/" + UUID.randomUUID();
    private final String segment = "/api/v1/segments/" + UUID.randomUUID();

    private Reply with(String method, String path, String header, String value, String body) {
        return api.exchange(api.json(path)
                .header(header, value)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply patch(String path, String body) {
        return api.exchange(api.request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String tag(Reply reply) {
        return reply.headers().firstValue("ETag").orElse("");
    }

    private static String code(Reply reply) {
        return reply.body().path("code").asString();
    }

    @Test
    void aLeadHasTheSameTagUntilItChanges() {
        Reply created = api.put(lead, "{\"name\": \"Ada\", \"attributes\": {\"n\": 1.50}}");

        assertThat(tag(created)).matches("\"[0-9a-f]{24}\"");
        assertThat(tag(api.get(lead))).isEqualTo(tag(created));
        assertThat(tag(api.put(lead, "{\"name\": \"Ada\"}"))).isEqualTo(tag(created));
        assertThat(tag(api.put(lead, "{\"name\": \"Eva\"}"))).isNotEqualTo(tag(created));
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        String tag = tag(api.put(lead, "{\"name\": \"Ada\"}"));

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Reply unchanged = with("GET", lead, "If-None-Match", known, "");
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(tag(unchanged)).isEqualTo(tag);
        }
        assertThat(with("GET", lead, "If-None-Match", "\"other\"", "").status()).isEqualTo(200);
    }

    @Test
    void aChangeWithAnOldTagIsRefusedWithThePresentOne() {
        String old = tag(api.put(lead, "{\"name\": \"Ada\"}"));
        String present = tag(api.put(lead, "{\"name\": \"Eva\"}"));

        for (Reply refused : List.of(
                with("PUT", lead, "If-Match", old, "{\"name\": \"Ida\"}"),
                with("PATCH", lead, "If-Match", old, "{\"name\": \"Ida\"}"),
                // Weak tags never match.
                with("DELETE", lead, "If-Match", "W/" + present, ""),
                with("DELETE", lead, "If-Match", old, ""))) {
            assertThat(refused.status()).isEqualTo(412);
            assertThat(code(refused)).isEqualTo("precondition_failed");
            assertThat(tag(refused)).isEqualTo(present);
        }
        assertThat(api.get(lead).data().path("name").asString()).isEqualTo("Eva");
        assertThat(with("PATCH", lead, "If-Match", "\"a\", " + present, "{\"name\": \"Ida\"}")
                        .status())
                .isEqualTo(200);
        assertThat(with("DELETE", lead, "If-Match", "*", "").status()).isEqualTo(204);
    }

    @Test
    void aTagWithoutQuotationMarksMatchesNothing() {
        String tag = tag(api.put(lead, "{\"name\": \"Ada\"}"));
        String bare = tag.replace("\"", "");

        for (String invalid : List.of(bare, "abc", "0".repeat(999), tag + " " + tag, "*, " + tag, "")) {
            Reply refused = with("DELETE", lead, "If-Match", invalid, "");
            assertThat(refused.status()).as(invalid).isEqualTo(412);
            assertThat(refused.body().path("detail").asString()).contains("quotation marks");
            assertThat(tag(refused)).isEqualTo(tag);
        }
        for (String invalid : List.of(bare, "abc", "0".repeat(999))) {
            assertThat(with("GET", lead, "If-None-Match", invalid, "").status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsThereIsNotReplacedByWhatShouldBeNew() {
        assertThat(with("PUT", segment, "If-Match", "*", named("A")).status()).isEqualTo(412);
        assertThat(with("PUT", segment, "If-None-Match", "*", named("A")).status())
                .isEqualTo(201);

        Reply refused = with("PUT", segment, "If-None-Match", "*", named("B"));

        assertThat(refused.status()).isEqualTo(412);
        assertThat(tag(refused)).isEqualTo(tag(api.get(segment)));
        assertThat(api.get(segment).data().path("name").asString()).isEqualTo("A");
    }

    private static String named(String name) {
        return "{\"name\": \"%s\", \"rules\": %s}".formatted(name, RULES);
    }

    @Test
    void ofTwoEditorsOfASegmentTheSecondIsToldSo() {
        String read = tag(api.put(segment, named("A")));

        Reply first = with("PUT", segment, "If-Match", read, named("B"));
        Reply second = with("PUT", segment, "If-Match", read, named("C"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(412);
        assertThat(with("DELETE", segment, "If-Match", read, "").status()).isEqualTo(412);
        assertThat(with("DELETE", segment, "If-Match", tag(first), "").status()).isEqualTo(204);
    }

    @Test
    void ofTwoRequestsAtOnceWithOneTagOneSucceeds() throws Exception {
        api.put(lead, "{\"name\": \"0\"}");
        for (int round = 1; round <= 10; round++) {
            String read = tag(api.get(lead));
            String body = "{\"name\": \"%d\", \"attributes\": {\"who\": \"%%s\"}}".formatted(round);
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Callable<Integer>> writers = List.of(
                        () -> with("PUT", lead, "If-Match", read, body.formatted("a"))
                                .status(),
                        () -> with("PATCH", lead, "If-Match", read, body.formatted("b"))
                                .status());
                assertThat(threads.invokeAll(writers).stream().map(java.util.concurrent.Future::resultNow))
                        .containsExactlyInAnyOrder(200, 412);
            }
        }
    }

    @Test
    void aCampaignIsSteeredOnlyInTheStateThatIsMeant() {
        String id = api.segmentOf(2, "group-" + UUID.randomUUID());
        Reply created = api.post(
                "/api/v1/campaigns",
                "{\"name\": \"Tagged\", \"segment_id\": \"%s\", \"message_template\": \"Hi\"}".formatted(id));
        String path = "/api/v1/campaigns/" + created.data().path("campaign_id").asString();
        String fresh = tag(api.get(path));

        assertThat(with("GET", path, "If-None-Match", fresh, "").status()).isEqualTo(304);
        Reply limited = with("PATCH", path, "If-Match", tag(created), "{\"max_rate\": 5}");
        assertThat(limited.status()).isEqualTo(200);
        assertThat(with("POST", path + "/pause", "If-Match", fresh, "").status())
                .isEqualTo(412);
        assertThat(with("PATCH", path, "If-Match", fresh, "{\"max_rate\": 6}").status())
                .isEqualTo(412);
        Reply paused = with("POST", path + "/pause", "If-Match", tag(limited), "");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(with("POST", path + "/resume", "If-Match", tag(limited), "").status())
                .isEqualTo(412);
        assertThat(with("POST", path + "/cancel", "If-Match", tag(limited), "").status())
                .isEqualTo(412);
        assertThat(with("POST", path + "/resume", "If-Match", tag(paused), "").status())
                .isEqualTo(200);
        assertThat(api.get(path).data().path("max_rate").asInt()).isEqualTo(5);
    }

    @Test
    void aServerCanDemandConditions() {
        try (ApiServer strict = ApiServer.withConditions()) {
            Reply refused = strict.put("/api/v1/leads/a", "{\"name\": \"Ada\"}");

            assertThat(refused.status()).isEqualTo(428);
            assertThat(code(refused)).isEqualTo("precondition_required");
            assertThat(strict.patch("/api/v1/segments/a", "{}").status()).isEqualTo(428);
            assertThat(strict.delete("/api/v1/leads/a").status()).isEqualTo(428);
            assertThat(strict.exchange(strict.json("/api/v1/leads/a")
                                    .header("If-None-Match", "*")
                                    .PUT(HttpRequest.BodyPublishers.ofString("{\"name\": \"Ada\"}")))
                            .status())
                    .isEqualTo(201);
            assertThat(strict.post("/api/v1/leads", "{\"id\": \"b\"}").status()).isEqualTo(201);
            assertThat(strict.exchange(strict.request("/api/v1/leads/a")
                                    .header("If-Match", "*")
                                    .DELETE())
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aMergePatchChangesWhatItNames() {
        api.put(
                lead,
                "{\"name\": \"Ada\", \"phone\": \"1\", \"attributes\": {\"city\": \"Rome\", \"address\": {\"zip\": \"1\","
                        + " \"street\": \"A\"}, \"tags\": [\"a\", \"b\"]}}");

        Reply patched = patch(
                lead,
                "{\"phone\": null, \"email\": \"ada@example.com\", \"attributes\": {\"city\": null, \"address\":"
                        + " {\"street\": null, \"door\": \"3\"}, \"tags\": [\"c\"], \"gone\": null}}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.data().path("name").asString()).isEqualTo("Ada");
        assertThat(patched.data().path("phone").isNull()).isTrue();
        assertThat(patched.data().path("email").asString()).isEqualTo("ada@example.com");
        assertThat(patched.data().path("attributes")).hasToString("""
                {"address":{"door":"3","zip":"1"},"tags":["c"]}""");
        assertThat(tag(patched)).isEqualTo(tag(api.get(lead)));
        assertThat(patch(lead, "{\"attributes\": null}").data().path("attributes"))
                .hasToString("{}");
        assertThat(patch(lead, "{}").status()).isEqualTo(200);
        assertThat(patch("/api/v1/leads/nobody", "{}").status()).isEqualTo(404);
    }

    @Test
    void whatAPatchCannotChangeIsRefusedWithItsPlace() {
        api.put(lead, "{\"name\": \"Ada\"}");

        assertThat(patch(lead, "{\"nmae\": \"Eva\"}").error("nmae")).contains("is not known");
        assertThat(patch(lead, "{\"attributes\": {\"a.b\": 1}}").error("attributes.a.b"))
                .isNotEmpty();
        assertThat(patch(lead, "[]").status()).isEqualTo(400);
        assertThat(patch(lead, "{\"id\": \"other\"}").status()).isEqualTo(409);
        assertThat(api.exchange(api.request(lead)
                                .header("Content-Type", "text/plain")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(415);
        api.put(segment, named("A"));
        assertThat(patch(segment, "{\"nmae\": \"B\"}").error("nmae")).contains("is not known");
        assertThat(patch(segment, "{\"name\": null}").error("name")).isEqualTo("is missing");
        assertThat(patch(segment, "{\"name\": 5}").error("name")).contains("quotes");
        assertThat(patch(segment, "{\"rules\": {\"rules\": [{\"field\": \"id\", \"operator\": \"?\", \"value\": 1}]}}")
                        .error("rules.rules[0].operator"))
                .isNotEmpty();
    }

    @Test
    void noPatchTakesBackAnOptOut() {
        api.put(lead, "{\"unsubscribed\": true}");

        for (String body : List.of("{\"unsubscribed\": false}", "{\"unsubscribed\": null}")) {
            Reply refused = patch(lead, body);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.error("unsubscribed")).contains("consent");
        }
        assertThat(patch(lead, "{\"name\": \"Ada\", \"unsubscribed\": true}").status())
                .isEqualTo(200);
        assertThat(api.get(lead).data().path("unsubscribed").asBoolean()).isTrue();
    }

    @Test
    void aSegmentIsPatched() {
        api.put(segment, named("A"));

        Reply renamed = patch(segment, "{\"name\": \"B\"}");
        Reply negated = patch(segment, "{\"rules\": {\"not\": true}}");

        assertThat(renamed.data().path("name").asString()).isEqualTo("B");
        assertThat(negated.data().path("name").asString()).isEqualTo("B");
        assertThat(negated.data().path("rules").path("not").asBoolean()).isTrue();
        assertThat(negated.data().path("rules").path("rules").size()).isEqualTo(1);
        assertThat(with("PATCH", segment, "If-Match", tag(renamed), "{\"name\": \"C\"}")
                        .status())
                .isEqualTo(412);
        assertThat(with("PATCH", segment, "If-Match", tag(negated), "{\"name\": \"C\"}")
                        .status())
                .isEqualTo(200);
        assertThat(patch("/api/v1/segments/nobody", "{\"name\": \"C\"}").status())
                .isEqualTo(404);
    }
}
