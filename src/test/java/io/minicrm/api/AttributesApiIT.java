package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AttributesApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void aDeclaredTypeConvertsOrRefusesValuesOfEveryWayIn() {
        var declared = api.put("/api/v1/attributes/post_code", "{\"type\": \"text\", \"label\": \"Post code\"}");
        api.put("/api/v1/attributes/turnover", "{\"type\": \"number\", \"format\": \"1.234,5\", \"empty\": [\"N/A\"]}");

        assertThat(declared.data().path("declared").asBoolean()).isTrue();
        assertThat(api.get("/api/v1/attributes/post_code").data().path("label").asString())
                .isEqualTo("Post code");
        assertThat(api.get("/api/v1/attributes")
                        .data()
                        .valueStream()
                        .map(type -> type.path("name").asString()))
                .contains("post_code", "turnover");
        assertThat(api.put("/api/v1/leads/typed-1", "{\"attributes\": {\"post_code\": 20095, \"turnover\": \"12,50\"}}")
                        .data()
                        .path("attributes")
                        .toString())
                .isEqualTo("{\"post_code\":\"20095\",\"turnover\":12.5}");
        assertThat(api.put("/api/v1/leads/typed-1", "{\"attributes\": {\"turnover\": \"much\"}}")
                        .error("attributes.turnover"))
                .contains("is \"much\", but turnover holds numbers written as 1.234,5");
        var bulk = api.post("/api/v1/leads/bulk", "application/x-ndjson", """
                {"id": "typed-2", "attributes": {"turnover": "N/A", "post_code": "00123"}}
                {"id": "typed-3", "attributes": {"turnover": "lots"}}
                """).data();
        assertThat(bulk.path("imported").asInt()).isEqualTo(1);
        assertThat(bulk.path("errors").get(0).path("line").asInt()).isEqualTo(2);
        assertThat(bulk.path("errors").get(0).path("field").asString()).isEqualTo("attributes.turnover");
        var csv = api.post("/api/v1/leads/import", "text/csv", """
                id;post_code;turnover
                typed-4;20095;1.234,5
                typed-5;00123;N/A
                typed-6;1;lots
                """).data();
        assertThat(csv.path("imported").asInt()).isEqualTo(2);
        assertThat(csv.path("errors").get(0).path("line").asInt()).isEqualTo(4);
        assertThat(csv.path("errors").get(0).path("field").asString()).isEqualTo("turnover");
        assertThat(api.get("/api/v1/leads/typed-4").data().path("attributes").toString())
                .isEqualTo("{\"post_code\":\"20095\",\"turnover\":1234.5}");
        assertThat(api.get("/api/v1/leads/typed-5").data().path("attributes").toString())
                .isEqualTo("{\"post_code\":\"00123\"}");
    }

    @Test
    void attributesAndFieldsSayHowManyLeadsHaveThem() {
        api.put("/api/v1/attributes/counted", "{\"type\": \"number\", \"label\": \"Counted\"}");
        api.put("/api/v1/attributes/counted_by_none", "{\"type\": \"number\"}");
        api.post("/api/v1/leads/bulk", "[{\"attributes\": {\"counted\": 1}}, {\"attributes\": {\"counted\": 2}}]");

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(api.get("/api/v1/attributes/counted")
                            .data()
                            .path("leads")
                            .asLong(-1))
                    .isEqualTo(2);
            assertThat(named("counted_by_none", api.get("/api/v1/attributes").data())
                            .path("leads")
                            .asLong(-1))
                    .isZero();
            JsonNode field = named("counted", api.get("/api/v1/segments/fields").data());
            assertThat(field.path("leads").asLong(-1)).isEqualTo(2);
            assertThat(field.path("label").asString()).isEqualTo("Counted");
        });
    }

    private static JsonNode named(String name, JsonNode entries) {
        return entries.valueStream()
                .filter(entry -> entry.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anInferredTypeIsHeldAcrossFilesAndForgottenWithItsDefinition() {
        api.post("/api/v1/leads/import", "text/csv", "id,held_code\nheld-1,41\nheld-2,42\n");

        var second = api.post("/api/v1/leads/import", "text/csv", "id,held_code\nheld-3,N/A\nheld-4,0043\nheld-5,44\n")
                .data();
        assertThat(second.path("imported").asInt()).isEqualTo(1);
        assertThat(second.path("rejected").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/attributes/held_code")
                        .data()
                        .path("declared")
                        .asBoolean())
                .isFalse();
        assertThat(api.post("/api/v1/segments/preview", """
                {"rules": {"field": "held_code", "operator": ">", "value": "42"}}""")
                        .data()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.delete("/api/v1/attributes/held_code").status()).isEqualTo(204);
        assertThat(api.delete("/api/v1/attributes/held_code").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/attributes/held_code").status()).isEqualTo(404);
    }

    @Test
    void rulesGoByTheDeclaredType() {
        api.put("/api/v1/leads/typed-7", "{\"attributes\": {\"typed_code\": 1000}}");
        api.put("/api/v1/attributes/typed_code", "{\"type\": \"text\"}");
        api.put("/api/v1/leads/typed-8", "{\"attributes\": {\"typed_code\": 1000}}");

        var preview = api.post("/api/v1/segments/preview", """
                {"rules": {"field": "typed_code", "operator": "=", "value": "1000"}}""").data();

        assertThat(preview.path("count").asInt()).isEqualTo(1);
        assertThat(preview.path("sample").get(0).path("id").asString()).isEqualTo("typed-8");
        assertThat(preview.path("unasked").get(0).path("other_type").asInt()).isEqualTo(1);
    }

    @Test
    void anInvalidDeclarationIsRefusedWithItsField() {
        assertThat(api.put("/api/v1/attributes/x", "{}").error("type")).contains("missing");
        assertThat(api.put("/api/v1/attributes/x", "{\"type\": \"zip\"}").error("type"))
                .contains("text, number");
        assertThat(api.put("/api/v1/attributes/x", "{\"type\": \"text\", \"format\": \"1,234.5\"}")
                        .error("format"))
                .contains("does not belong");
        assertThat(api.put("/api/v1/attributes/x", "{\"type\": \"number\", \"empty\": [\" \"]}")
                        .error("empty"))
                .contains("must be");
        assertThat(api.put("/api/v1/attributes/a.b", "{\"type\": \"text\"}").error("name"))
                .contains("cannot name");
    }

    @Test
    void aLeadThatIsTooLargeIsRefusedOnEveryWayIn() {
        var attributes = new StringBuilder();
        var header = new StringBuilder("id");
        var row = new StringBuilder("large-1");
        for (int i = 0; i < 7; i++) {
            attributes.append("%s\"large_%d\": \"%s\"".formatted(i == 0 ? "" : ", ", i, "x".repeat(9_999)));
            header.append(",large_").append(i);
            row.append(',').append("x".repeat(9_999));
        }
        String lead = "{\"id\": \"large-1\", \"attributes\": {%s}}".formatted(attributes);

        assertThat(api.post("/api/v1/leads", lead).error("attributes")).contains("the limit is 65536");
        assertThat(api.put("/api/v1/leads/large-1", lead).status()).isEqualTo(400);
        for (var reply : List.of(
                api.post("/api/v1/leads/bulk", "[" + lead + "]"),
                api.post("/api/v1/leads/bulk", "application/x-ndjson", lead + "\n"),
                api.post("/api/v1/leads/import", "text/csv", header + "\n" + row + "\n"))) {
            assertThat(reply.data().path("rejected").asInt()).isEqualTo(1);
            assertThat(reply.data().path("errors").get(0).path("message").asString())
                    .contains("the limit is 65536");
        }
        assertThat(api.get("/api/v1/leads/large-1").status()).isEqualTo(404);
    }
}
