package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Templates of campaigns: their variables, previews and checks. */
class TemplatesApiIT {

    private final ApiServer api = ApiServer.shared();

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
        assertThat(shown.path("previews").get(0).path("lacking_variables").toString())
                .isEqualTo("[\"several_city\"]");
        var complete = api.post(
                        "/api/v1/campaigns/previews",
                        body.formatted("Hi {{several_city | default: 'x'}}", "\"several-2\""))
                .data();
        assertThat(complete.path("previews").get(0).path("missing_variables").toString())
                .isEqualTo("[\"several_city\"]");
        assertThat(complete.path("previews").get(0).path("lacking_variables")).isEmpty();
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
        assertThat(api.post("/api/v1/campaigns/previews", """
                        {"message_template": "{{name}} of {{chk_city}}", "lead_ids": ["chk-1", "chk-2", "chk-6"]}""")
                        .data()
                        .path("previews")
                        .valueStream()
                        .map(each -> each.path("lacking_variables").toString()))
                .as("the previews of those who get it")
                .containsExactly("[]", "[\"chk_city\"]", "[]");
        assertThat(api.post("/api/v1/campaigns/check", order.formatted("{{chk_city | default: 'x'}}"))
                        .data()
                        .path("lacking"))
                .isEmpty();
        assertThat(api.post("/api/v1/campaigns/check", order.formatted("{% if")).error("message_template"))
                .contains("line 1");
    }

    private ApiServer.Reply create(String segment, String more) {
        return api.post("/api/v1/campaigns", """
                {"name": "A campaign", "segment_id": "%s", "message_template": "Hi {{name}}"%s}""".formatted(segment, more));
    }
}
