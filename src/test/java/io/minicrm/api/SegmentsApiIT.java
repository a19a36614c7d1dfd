package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SegmentsApiIT {

    private static final String SPENDERS = """
            {"combinator": "and", "rules": [{"field": "shop", "operator": "=", "value": "corner"},
                                            {"field": "spend", "operator": ">", "value": 1000}]}""";

    private final ApiServer api = ApiServer.shared();

    @BeforeEach
    void threeLeads() {
        api.post("/api/v1/leads/bulk", """
                [{"id": "shop-1", "name": "A", "attributes": {"shop": "corner", "spend": 500}},
                 {"id": "shop-2", "name": "B", "attributes": {"shop": "corner", "spend": 1500.5}},
                 {"id": "shop-3", "name": "C", "attributes": {"shop": "corner", "spend": 2500}}]""");
    }

    @Test
    void aListNamesTheLastCountAndTheCampaignsOfASegment() {
        String id = api.segmentOf(3, "listed-segment");
        String path = "/api/v1/segments?q=LISTED-seg";
        JsonNode fresh = api.get(path).data();

        api.get("/api/v1/segments/" + id + "/preview");
        String campaign = api.post("/api/v1/campaigns", """
                {"name": "To the listed", "segment_id": "%s", "message_template": "Hi"}""".formatted(id))
                .data()
                .path("campaign_id")
                .asString();
        JsonNode used = api.get(path).data().get(0);
        api.patch("/api/v1/segments/" + id, "{\"name\": \"listed-segment, renamed\"}");
        JsonNode renamed = api.get(path).data().get(0);

        assertThat(fresh.size()).isEqualTo(1);
        assertThat(fresh.get(0).path("last_count").isNull()).isTrue();
        assertThat(fresh.get(0).path("campaigns").path("count").asInt(-1)).isZero();
        assertThat(used.path("segment_id").asString()).isEqualTo(id);
        assertThat(used.path("last_count").path("leads").asInt()).isEqualTo(3);
        assertThat(used.path("last_count").path("counted_at").isString()).isTrue();
        assertThat(used.path("campaigns").path("count").asInt()).isEqualTo(1);
        assertThat(used.path("campaigns")
                        .path("last")
                        .get(0)
                        .path("campaign_id")
                        .asString())
                .isEqualTo(campaign);
        assertThat(renamed.path("last_count").isNull()).isTrue();
        assertThat(api.get("/api/v1/segments?q=no-such-segment").data().size()).isZero();
    }

    /** The same patch is right for a segment that selects everybody. */
    @Test
    void aPatchThatDoesNotGoWithTheStoredRulesIsAConflict() {
        String path = "/api/v1/segments/" + api.segmentOf(1, "patched-rules");

        assertThat(api.patch(path, "{\"rules\": {\"rules\": []}}").status()).isEqualTo(409);
        assertThat(api.patch(path, "{\"rules\": {\"everybody\": true}}").status())
                .isEqualTo(409);
        assertThat(api.patch(path, "{\"rules\": {\"rules\": [], \"everybody\": true, \"combinator\": \"or\"}}")
                        .status())
                .isEqualTo(409);
        assertThat(api.patch(path, "{\"rules\": {\"rules\": \"none\"}}").status())
                .isEqualTo(400);
        assertThat(api.patch(path, "{\"rules\": {\"everybody\": \"yes\"}}").status())
                .isEqualTo(400);
        assertThat(api.patch(path, "{\"rules\": {\"rules\": [], \"everybody\": true}}")
                        .status())
                .isEqualTo(200);
        assertThat(api.patch(path, "{\"rules\": {\"rules\": []}}").status()).isEqualTo(200);
        assertThat(api.patch(path, "{\"rules\": {\"not\": true}}").status()).isEqualTo(409);
        assertThat(api.patch(path, "{\"rules\": {\"rules\": [{\"field\": \"email\", \"operator\": \"null\"}]}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSegmentIsCreatedReadChangedAndDeleted() {
        var created = api.post("/api/v1/segments", "{\"name\": \"High spenders\", \"rules\": " + SPENDERS + "}");
        String path = "/api/v1/segments/" + created.data().path("segment_id").asString();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains(path);
        assertThat(api.get(path).data()).isEqualTo(created.data());
        assertThat(created.data()
                        .path("rules")
                        .path("rules")
                        .get(1)
                        .path("value")
                        .asInt())
                .isEqualTo(1000);
        var changed = api.put(path, "{\"name\": \"Renamed\", \"rules\": " + SPENDERS + "}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(api.get(path).data().path("name").asString()).isEqualTo("Renamed");
        assertThat(api.get(path).data().path("created_at"))
                .isEqualTo(created.data().path("created_at"));
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.delete(path).status()).isEqualTo(404);
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    void aSegmentCanBePutUnderAnIdOfOnesOwn() {
        var created = api.put("/api/v1/segments/my-own", "{\"name\": \"Mine\", \"rules\": " + SPENDERS + "}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.data().path("segment_id").asString()).isEqualTo("my-own");
        assertThat(api.get("/api/v1/segments?limit=1000")
                        .data()
                        .valueStream()
                        .map(segment -> segment.path("segment_id").asString()))
                .contains("my-own");
        assertThat(api.put("/api/v1/segments/not%20mine", "{\"name\": \"x\", \"rules\": " + SPENDERS + "}")
                        .error("id"))
                .contains("letters");
    }

    @Test
    void aNumberInQuotesIsComparedAsANumber() {
        String spend = "{\"rules\": {\"field\": \"spend\", \"operator\": \"%s\", \"value\": %s}}";

        assertThat(api.post("/api/v1/segments/preview", spend.formatted("between", "\"900,2000\""))
                        .data()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.post("/api/v1/segments/preview", spend.formatted(">", "\"12,50\""))
                        .error("rules.value"))
                .contains("write a number");
    }

    @Test
    void everybodyHasToBeAskedFor() {
        String rules = "{\"rules\": {\"combinator\": \"and\", \"rules\": []%s}}";

        assertThat(api.post("/api/v1/segments/preview", rules.formatted("")).error("rules.rules"))
                .contains("everybody");
        assertThat(api.post("/api/v1/segments/preview", rules.formatted(", \"everybody\": true"))
                        .data()
                        .path("count")
                        .asInt())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void aPreviewSaysHowManyLeadsLackAField() {
        api.post("/api/v1/leads", "{\"id\": \"shop-0\", \"attributes\": {\"shop\": \"corner\"}}");
        var unasked =
                api.post("/api/v1/segments/preview", """
                {"rules": {"field": "spend", "operator": "!=", "value": 500}}""").data().path("unasked").get(0);

        assertThat(unasked.path("field").asString()).isEqualTo("spend");
        assertThat(unasked.path("type").asString()).isEqualTo("number");
        assertThat(unasked.path("without_value").asInt()).isPositive();
        assertThat(unasked.path("other_type").asInt()).isZero();
    }

    @Test
    void aPreviewCountsAndShowsTheFirstLeads() {
        var unsaved = api.post("/api/v1/segments/preview", "{\"rules\": " + SPENDERS + "}")
                .data();
        String id = api.post("/api/v1/segments", "{\"name\": \"x\", \"rules\": " + SPENDERS + "}")
                .data()
                .path("segment_id")
                .asString();
        var saved = api.get("/api/v1/segments/%s/preview".formatted(id)).data();

        assertThat(unsaved.path("count").asInt()).isEqualTo(2);
        assertThat(unsaved.path("sample")
                        .valueStream()
                        .map(lead -> lead.path("id").asString()))
                .containsExactly("shop-2", "shop-3");
        assertThat(saved).isEqualTo(unsaved);
    }

    @Test
    void rulesThatCannotBeAreRefusedWithTheirPath() {
        var reply = api.post("/api/v1/segments", """
                {"rules": {"combinator": "and", "rules": [
                  {"field": "spend", "operator": "~", "value": 1},
                  {"field": "no such field!", "operator": "=", "value": 1}]}}""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("name")).isEqualTo("is missing");
        assertThat(reply.error("rules.rules[0].operator")).contains("~");
        assertThat(reply.error("rules.rules[1].field")).isNotEmpty();
        assertThat(api.post("/api/v1/segments/preview", "{}").error("rules")).isEqualTo("is missing");
        assertThat(api.post("/api/v1/segments/preview", "{\"rules\": 5}").error("rules"))
                .isNotEmpty();
    }

    @Test
    void fieldsAreListedWithTheirTypesAndOperators() {
        JsonNode spend = api.get("/api/v1/segments/fields")
                .data()
                .valueStream()
                .filter(field -> field.path("name").asString().equals("spend"))
                .findFirst()
                .orElseThrow();

        assertThat(spend.path("types").get(0).asString()).isEqualTo("number");
        assertThat(spend.path("operators").valueStream().map(JsonNode::asString))
                .contains(">", "between");
    }

    @Test
    void theExplanationOfALeadNamesTheResultOfEveryRule() {
        String path = "/api/v1/segments/"
                + api.post("/api/v1/segments", "{\"name\": \"x\", \"rules\": " + SPENDERS + "}")
                        .data()
                        .path("segment_id")
                        .asString();

        var in = api.get(path + "/leads/shop-2/why").data();
        var out = api.get(path + "/leads/shop-1/why").data();

        assertThat(in.path("matched").asBoolean()).isTrue();
        assertThat(out.path("matched").asBoolean(true)).isFalse();
        assertThat(out.path("explanation")
                        .path("rules")
                        .valueStream()
                        .map(rule -> rule.path("matched").asBoolean()))
                .containsExactly(true, false);
        assertThat(api.get(path + "/leads/nobody/why").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/segments/none/leads/shop-1/why").status()).isEqualTo(404);
    }

    @Test
    void theSegmentsOfALeadArePagedAndAreThoseThatSelectItNow() {
        api.put("/api/v1/segments/of-lead-1", "{\"name\": \"First\", \"rules\": " + SPENDERS + "}");
        api.put("/api/v1/segments/of-lead-2", "{\"name\": \"Second\", \"rules\": " + SPENDERS + "}");

        var all = api.get("/api/v1/leads/shop-2/segments?limit=1000");
        assertThat(all.data().valueStream().map(each -> each.path("name").asString()))
                .containsSubsequence("First", "Second");
        assertThat(all.body().path("next_cursor").isNull()).isTrue();
        assertThat(api.get("/api/v1/leads/shop-1/segments?limit=1000")
                        .data()
                        .valueStream()
                        .map(each -> each.path("segment_id").asString()))
                .doesNotContain("of-lead-1", "of-lead-2");

        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            var page = api.get("/api/v1/leads/shop-2/segments?limit=1&cursor=" + cursor);
            page.data().forEach(each -> paged.add(each.path("segment_id").asString()));
            cursor = page.body().path("next_cursor").asString(null);
        }
        assertThat(paged)
                .isEqualTo(all.data()
                        .valueStream()
                        .map(each -> each.path("segment_id").asString())
                        .toList());
        assertThat(api.get("/api/v1/leads/nobody/segments").status()).isEqualTo(404);
    }

    @Test
    void theMembersOfASegmentAndOfUnsavedRulesArePaged() {
        api.put("/api/v1/segments/paged", "{\"name\": \"x\", \"rules\": " + SPENDERS + "}");

        var first = api.get("/api/v1/segments/paged/leads?limit=1");
        String next = first.body().path("next_cursor").asString();
        var second = api.get("/api/v1/segments/paged/leads?limit=1&cursor=" + next);
        var unsaved = api.post("/api/v1/segments/leads?limit=1&cursor=" + next, "{\"rules\": " + SPENDERS + "}");

        assertThat(first.data().get(0).path("id").asString()).isEqualTo("shop-2");
        assertThat(second.data().get(0).path("id").asString()).isEqualTo("shop-3");
        assertThat(second.body().path("next_cursor").isNull()).isTrue();
        assertThat(unsaved.data()).isEqualTo(second.data());
        assertThat(api.get("/api/v1/segments/none/leads").status()).isEqualTo(404);
        assertThat(api.post("/api/v1/segments/leads", "{}").error("rules")).isEqualTo("is missing");
    }

    @Test
    void unsavedRulesAreExplainedAsStoredOnesAre() {
        api.put("/api/v1/segments/why-not", "{\"name\": \"x\", \"rules\": " + SPENDERS + "}");
        String request = "{\"rules\": " + SPENDERS + ", \"lead_id\": \"%s\"}";

        var unsaved =
                api.post("/api/v1/segments/why", request.formatted("shop-1")).data();

        assertThat(unsaved.path("explanation"))
                .isEqualTo(api.get("/api/v1/segments/why-not/leads/shop-1/why")
                        .data()
                        .path("explanation"));
        assertThat(unsaved.path("explanation")
                        .path("rules")
                        .get(1)
                        .path("actual")
                        .asInt())
                .isEqualTo(500);
        assertThat(api.post("/api/v1/segments/why", request.formatted("nobody")).error("lead_id"))
                .contains("not the id of a lead");
        assertThat(api.post("/api/v1/segments/why", "{\"rules\": " + SPENDERS + "}")
                        .error("lead_id"))
                .isEqualTo("is missing");
    }

    @Test
    void theValuesOfAFieldAreListed() {
        var shops = api.get("/api/v1/segments/fields/shop/values?q=CORN").data();

        assertThat(shops.path("values").get(0).path("value").asString()).isEqualTo("corner");
        assertThat(shops.path("values").get(0).path("leads").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(shops.path("complete").asBoolean()).isTrue();
        assertThat(api.get("/api/v1/segments/fields/spend/values")
                        .data()
                        .path("min")
                        .asDouble())
                .isLessThanOrEqualTo(500);
        assertThat(api.get("/api/v1/segments/fields/a.b/values").status()).isEqualTo(404);
    }
}
