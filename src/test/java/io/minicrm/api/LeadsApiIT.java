package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LeadsApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void leadsComeInTheWantedOrderAndACursorBelongsToItsOrder() {
        api.put("/api/v1/leads/sorted-1", "{\"name\": \"Bob sorted\"}");
        api.put("/api/v1/leads/sorted-2", "{\"name\": \"Ann sorted\"}");
        api.put("/api/v1/leads/sorted-3", "{\"name\": \"Cy sorted\"}");
        String list = "/api/v1/leads?q=sorted&limit=2";

        var first = api.get(list + "&sort=-name&total=true");
        String cursor = first.body().path("next_cursor").asString();
        var rest = api.get(list + "&sort=-name&cursor=" + cursor);

        assertThat(first.data().valueStream().map(lead -> lead.path("id").asString()))
                .containsExactly("sorted-3", "sorted-1");
        assertThat(first.body().path("total").path("count").asInt()).isEqualTo(3);
        assertThat(first.body().path("total").path("complete").asBoolean()).isTrue();
        assertThat(rest.data().valueStream().map(lead -> lead.path("id").asString()))
                .containsExactly("sorted-2");
        assertThat(rest.body().path("total").isNull()).isTrue();
        assertThat(api.get(list + "&sort=name&cursor=" + cursor).error("cursor"))
                .contains("another order");
        assertThat(api.get(list + "&cursor=" + cursor).error("cursor")).contains("another order");
        assertThat(api.get(list + "&sort=age").error("sort"))
                .contains("\"age\"")
                .contains("-created_at");
    }

    @Test
    void aLeadIsCreatedOnceAndMergedAfterThatUnlessItIsToBeReplaced() {
        var created = api.post("/api/v1/leads", """
                {"id": "one/of us", "name": "Ada", "email": "ada@example.com", "attributes": {"total_spend": 1200.50}}""");
        var merged = api.put("/api/v1/leads/one%2Fof%20us", """
                {"name": "Ada L.", "unsubscribed": true}""");
        var read = api.get("/api/v1/leads/one%2Fof%20us");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("/api/v1/leads/one%2Fof%20us");
        assertThat(created.data().path("attributes").path("total_spend").decimalValue())
                .isEqualByComparingTo("1200.5");
        assertThat(merged.status()).isEqualTo(200);
        assertThat(read.data().path("name").asString()).isEqualTo("Ada L.");
        assertThat(read.data().path("email").asString()).isEqualTo("ada@example.com");
        assertThat(read.data().path("unsubscribed").asBoolean()).isTrue();
        assertThat(read.data().path("attributes").size()).isEqualTo(1);
        assertThat(read.data().path("created_at")).isEqualTo(created.data().path("created_at"));
        assertThat(read.data().path("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

        var replaced = api.put("/api/v1/leads/one%2Fof%20us?mode=replace", """
                {"name": "Ada", "unsubscribed": false}""");
        assertThat(replaced.data().path("email").isNull()).isTrue();
        assertThat(replaced.data().path("attributes").size()).isZero();
        assertThat(replaced.data().path("unsubscribed").asBoolean()).isTrue();
        assertThat(api.put("/api/v1/leads/a?mode=other", "{}").error("mode")).isEqualTo("must be merge or replace");
    }

    @Test
    void manyLeadsAreMatchedByTheirAddresses() {
        api.post("/api/v1/leads", "{\"id\": \"kay\", \"email\": \"Kay@Example.com\"}");

        var reply = api.post("/api/v1/leads/bulk?key=email", """
                [{"email": "kay@example.com", "name": "Kay"}, {"email": "kay@example.com", "name": "Kay"},
                 {"email": "kay-2@example.com"}, {"phone": "030 1"}]""");
        var numbers =
                api.post("/api/v1/leads/bulk?key=phone", "[{\"phone\": \"+49 (555) 1\"}, {\"phone\": \"+495551\"}]");

        assertThat(reply.data().path("updated").asInt()).isEqualTo(1);
        assertThat(reply.data().path("unchanged").asInt()).isEqualTo(1);
        assertThat(reply.data().path("imported").asInt()).isEqualTo(1);
        assertThat(reply.data().path("errors").get(0).path("field").asString()).isEqualTo("email");
        assertThat(api.get("/api/v1/leads/kay").data().path("name").asString()).isEqualTo("Kay");
        assertThat(numbers.data().path("imported").asInt()).isEqualTo(1);
        assertThat(numbers.data().path("unchanged").asInt()).isEqualTo(1);
        assertThat(api.post("/api/v1/leads/bulk?key=name", "[]").error("key")).isEqualTo("must be id, email or phone");
    }

    @Test
    void onlyAConsentTakesBackAnOptOut() throws Exception {
        api.post("/api/v1/leads", "{\"id\": \"out\", \"email\": \"out@example.com\", \"unsubscribed\": true}");
        for (String mode : List.of("merge", "replace")) {
            String silent = "{\"id\": \"out\", \"email\": \"out@example.com\", \"unsubscribed\": false}";
            api.put("/api/v1/leads/out?mode=" + mode, silent);
            api.post("/api/v1/leads?mode=" + mode, "{\"id\": \"out\", \"email\": \"out@example.com\"}");
            api.post("/api/v1/leads/bulk?mode=" + mode, "[" + silent + "]");
            api.post("/api/v1/leads/bulk?mode=" + mode, "application/x-ndjson", silent + "\n" + silent);
            api.post(
                    "/api/v1/leads/bulk?key=email&mode=" + mode,
                    "[{\"email\": \"OUT@example.com\", \"unsubscribed\": null}]");
        }
        api.post("/api/v1/leads/import", "text/csv", "id,email,unsubscribed\nout,out@example.com,false\nout,,\n");
        assertThat(api.get("/api/v1/leads/out").data().path("unsubscribed").asBoolean())
                .isTrue();

        assertThat(api.post("/api/v1/leads/out/consents", "{}").error("source")).contains("is missing");
        assertThat(api.post("/api/v1/leads/out/consents", "{\"source\": \"\\u00a0\"}")
                        .error("source"))
                .contains("is empty");
        assertThat(api.post("/api/v1/leads/nobody-at-all/consents", "{\"source\": \"form\"}")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/api/v1/leads/nobody-at-all/consents").status()).isEqualTo(404);
        var consent = api.post("/api/v1/leads/out/consents", "{\"source\": \" newsletter form \"}");

        assertThat(consent.status()).isEqualTo(201);
        assertThat(consent.data().path("source").asString()).isEqualTo("newsletter form");
        assertThat(api.get("/api/v1/leads/out").data().path("unsubscribed").asBoolean(true))
                .isFalse();
        assertThat(api.get("/api/v1/leads/out/consents").data().get(0)).isEqualTo(consent.data());
    }

    @Test
    void aLeadIsDeletedOnce() {
        api.put("/api/v1/leads/short-lived", "{}");

        assertThat(api.delete("/api/v1/leads/short-lived").status()).isEqualTo(204);
        assertThat(api.delete("/api/v1/leads/short-lived").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/leads/short-lived").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/leads/short-lived/deliveries").status()).isEqualTo(404);
    }

    @Test
    void aLeadThatCannotBeIsRefusedWithItsField() {
        assertThat(api.put("/api/v1/leads/a", "{\"id\": \"b\"}").error("id")).contains("path");
        assertThat(api.post("/api/v1/leads", "{\"id\": \" \"}").error("id")).isNotEmpty();
        assertThat(api.post("/api/v1/leads", "{\"id\": \"a\", \"name\": 5}").error("name"))
                .isNotEmpty();
        assertThat(api.post("/api/v1/leads", "[]").status()).isEqualTo(400);
    }

    @Test
    void leadsAreSearchedAndListedPartByPart() {
        for (String name : new String[] {"Zuse-1", "Zuse-2", "Zuse-3"}) {
            api.put("/api/v1/leads/" + name, "{\"name\": \"Konrad " + name + "\"}");
        }

        var first = api.get("/api/v1/leads?q=zuse&limit=2");
        var second = api.get("/api/v1/leads?q=zuse&limit=2&cursor="
                + first.body().path("next_cursor").asString());

        assertThat(first.data().valueStream().map(LeadsApiIT::id)).containsExactly("Zuse-1", "Zuse-2");
        assertThat(second.data().valueStream().map(LeadsApiIT::id)).containsExactly("Zuse-3");
        assertThat(second.body().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void anArrayKeepsValidLeadsAndReportsInvalidOnes() {
        var reply = api.post("/api/v1/leads/bulk", """
                [{"id": "array-1"}, {"id": ""}, {"id": "array-2"}, 5, {"id": "array-1", "name": "again"}]""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().path("rejected").asInt()).isEqualTo(2);
        assertThat(reply.data().path("imported").asInt()
                        + reply.data().path("updated").asInt())
                .isGreaterThanOrEqualTo(2);
        assertThat(reply.data()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("index").asInt()))
                .containsExactly(1, 3);
        assertThat(api.get("/api/v1/leads/array-1").data().path("name").asString())
                .isEqualTo("again");
        assertThat(api.get("/api/v1/leads/array-2").status()).isEqualTo(200);
    }

    @Test
    void aTruncatedArrayKeepsTheLeadsBeforeAndReportsThePosition() {
        var reply = api.post("/api/v1/leads/bulk", "[{\"id\": \"before-break\"},\n  {\"id\": oops}]");

        assertThat(reply.data().path("imported").asInt()).isEqualTo(1);
        assertThat(reply.data().path("errors").get(0).path("line").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/leads/before-break").status()).isEqualTo(200);
    }

    @Test
    void ndjsonKeepsValidLeadsAndReportsInvalidOnesWithTheirLine() {
        var reply = api.post(
                "/api/v1/leads/bulk",
                "application/x-ndjson",
                "{\"id\": \"line-1\"}\n\n{\"id\": \"line-2\"\n{\"id\": \"line-3\"}");

        assertThat(reply.data().path("imported").asInt()).isEqualTo(2);
        assertThat(reply.data()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("line").asInt()))
                .containsExactly(3);
    }

    @Test
    void aBodyOfManyMegabytesStreamsIn() {
        int leads = 60_000;
        String padding = "x".repeat(200);
        var lines = IntStream.range(0, leads)
                .mapToObj(i -> "{\"id\":\"stream-%06d\",\"attributes\":{\"text\":\"%s\"}}\n".formatted(i, padding))
                .map(line -> line.getBytes(StandardCharsets.UTF_8));

        var reply = api.exchange(api.request("/api/v1/leads/bulk")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(lines::iterator)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().path("imported").asInt()).isEqualTo(leads);
    }

    @Test
    void aLeadThatIsLongerThanOneCanBeIsRefusedAlone() {
        String huge = "{\"id\": \"huge\", \"name\": \"" + "x".repeat(2 << 20) + "\"}\n{\"id\": \"after-huge\"}";

        var reply = api.post("/api/v1/leads/bulk", "application/x-ndjson", huge);

        assertThat(reply.data().path("rejected").asInt()).isEqualTo(1);
        assertThat(api.get("/api/v1/leads/after-huge").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/leads/huge").status()).isEqualTo(404);
    }

    @Test
    void aLeadWithoutAnIdGetsOne() {
        var created = api.post("/api/v1/leads", "{\"name\": \"Nobody\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(api.get("/api/v1/leads/" + id(created.data())).data()).isEqualTo(created.data());
    }

    @Test
    void theGivenCustomersAreImportedAsTheyAre() throws Exception {
        var first = importCustomers();
        var second = importCustomers();

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.data().path("imported").asInt()).isEqualTo(2240);
        assertThat(first.data().path("rejected").asInt(-1)).isZero();
        assertThat(second.data().path("imported").asInt(-1)).isZero();
        assertThat(second.data().path("updated").asInt(-1)).isZero();
        assertThat(second.data().path("unchanged").asInt()).isEqualTo(2240);
        JsonNode customer = api.get("/api/v1/leads/5524").data();
        assertThat(customer.path("attributes").path("Income").asInt()).isEqualTo(58138);
        assertThat(customer.path("attributes").path("Dt_Customer").asString()).isEqualTo("2012-09-04");
    }

    @Test
    void invalidRowsAreReportedWithTheirLineAndInvalidMappingsWithTheirParameter() {
        var reply = api.post("/api/v1/leads/import?id=customerID", "text/csv", """
                customerID,name,spend
                rows-1,Ada,5
                ,Nobody,6
                rows-3,Bob,7
                """);

        assertThat(reply.data().path("imported").asInt()).isEqualTo(2);
        assertThat(reply.data().path("errors").get(0).path("line").asInt()).isEqualTo(3);
        assertThat(api.get("/api/v1/leads/rows-3")
                        .data()
                        .path("attributes")
                        .path("spend")
                        .asInt())
                .isEqualTo(7);
        assertThat(api.post("/api/v1/leads/import?colour=red", "text/csv", "id\n1\n")
                        .error("colour"))
                .contains("not known");
    }

    @Test
    void anImportSaysHowItUnderstoodTheFile() {
        var reply = api.post(
                "/api/v1/leads/import", "text/csv; charset=iso-8859-15", "E-mail;Total ($)\nimp@example.com;1\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().path("rows").asInt()).isEqualTo(1);
        assertThat(reply.data().path("unread").asInt(-1)).isZero();
        assertThat(reply.data().path("fatal").isNull()).isTrue();
        var file = reply.data().path("file");
        assertThat(file.path("encoding").asString()).isEqualTo("iso-8859-15");
        assertThat(file.path("key").asString()).isEqualTo("email");
        assertThat(file.path("columns").path(1).path("attribute").asString()).isEqualTo("Total");
        assertThat(file.path("columns").path(1).path("type").asString()).isEqualTo("number");
        // Spring itself refuses a type with an encoding that does not exist.
        assertThat(api.post("/api/v1/leads/import", "text/csv; charset=klingon-1", "id\n1\n")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void theBeginningOfAFileIsPreviewedWithoutStoringIt() {
        var reply = api.post("/api/v1/imports/preview?id=nr", "text/csv", "nr,seen\npreviewed,yes\n");

        assertThat(reply.status()).as(reply.detail()).isEqualTo(200);
        assertThat(reply.data()
                        .path("file")
                        .path("columns")
                        .path(0)
                        .path("fields")
                        .path(0)
                        .asString())
                .isEqualTo("id");
        assertThat(reply.data().path("samples").path(1).path(0).asString()).isEqualTo("yes");
        assertThat(api.get("/api/v1/leads/previewed").status()).isEqualTo(404);
        assertThat(api.post("/api/v1/imports/preview", "text/csv", "x\n1\n").status())
                .isEqualTo(409);
    }

    private ApiServer.Reply importCustomers() throws Exception {
        var file =
                Path.of(LeadsApiIT.class.getResource("/marketing_campaign.csv").toURI());
        return api.exchange(api.request("/api/v1/leads/import?id=ID")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    private static String id(JsonNode lead) {
        return lead.path("id").asString();
    }
}
