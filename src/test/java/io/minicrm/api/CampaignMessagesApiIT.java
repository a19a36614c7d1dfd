package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.SendId;
import io.minicrm.delivery.DeliveryStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What became of the messages of a campaign, and how they read. */
class CampaignMessagesApiIT {

    private final ApiServer api = ApiServer.shared();

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
        for (String several : List.of("?status=failed,delivered", "?status=failed&status=delivered")) {
            assertThat(api.get(messages + several)
                            .data()
                            .valueStream()
                            .map(row -> row.path("lead_id").asString()))
                    .containsExactly("searched-00000", "searched-00001", "searched-00002");
        }
        assertThat(api.get(messages + "?status=sending,retrying").data().size()).isZero();
        assertThat(api.get(messages + "?status=sent,lost").error("status")).contains("\"lost\"", "one or more of");
        assertThat(api.get(messages + "?chunk=-1").error("chunk")).contains("from 0");
        assertThat(api.get(messages + "?chunk=one").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/campaigns/campaign-none/deliveries/count").status())
                .isEqualTo(404);
    }

    @Test
    void eachNumberOfAFinishedCampaignHasSoManyMessages() {
        String id = create(api.segmentOf(12, "finished"), "")
                .data()
                .path("campaign_id")
                .asString();
        var workers = new SimulatedWorkers(api.store(), id);
        List<DeliveryStatus> ends = List.of(
                DeliveryStatus.SENT,
                DeliveryStatus.DELIVERED,
                DeliveryStatus.BOUNCED,
                DeliveryStatus.FAILED,
                DeliveryStatus.UNKNOWN);
        for (int lead = 0; lead < 12; lead++) {
            String leadId = "finished-%05d".formatted(lead);
            workers.claim(leadId);
            workers.apply(ends.get(lead % ends.size()), leadId);
        }
        Map<String, String> terms = Map.of(
                "sent", "sent,delivered,bounced",
                "failed", "failed",
                "skipped", "skipped",
                "unknown", "unknown",
                "in_flight", "sending,postponed,retrying");

        JsonNode stats = api.get("/api/v1/campaigns/" + id).data().path("stats");

        assertThat(stats.path("sent").asInt()).isEqualTo(8);
        terms.forEach((term, statuses) -> {
            String query = "?limit=100&status=" + statuses;
            String messages = "/api/v1/campaigns/" + id + "/deliveries";
            int people = stats.path(term).asInt(-1);
            assertThat(api.get(messages + query).data().size()).as(term).isEqualTo(people);
            assertThat(api.get(messages + "/count?status=" + statuses)
                            .data()
                            .path("count")
                            .asInt())
                    .as(term)
                    .isEqualTo(people);
            assertThat(api.text(messages + ".csv?status=" + statuses).body().split("\r\n"))
                    .as(term)
                    .hasSize(1 + people);
        });
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
                {"name": "Eve", "attributes": {"group": "shown", "city": "Pune"}}""");
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
        assertThat(shown.path("lacking_variables").get(0).asString()).isEqualTo("city");
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

    private ApiServer.Reply create(String segment, String more) {
        return api.post("/api/v1/campaigns", """
                {"name": "A campaign", "segment_id": "%s", "message_template": "Hi {{name}}"%s}""".formatted(segment, more));
    }
}
