package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SamplesApiIT {

    private static final ApiServer API = new ApiServer(null);

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void samplesAreStoredOnceAndTheirCampaignCanBeSent() {
        JsonNode first = API.post("/api/v1/samples", "").data();
        JsonNode again = API.post("/api/v1/samples", "").data();

        assertThat(first.path("leads").toString())
                .isEqualTo("{\"total\":2240,\"imported\":2240,\"updated\":0,\"unchanged\":0}");
        assertThat(again.path("leads").path("unchanged").asInt()).isEqualTo(2_240);
        assertThat(again.path("segment")).isEqualTo(first.path("segment"));
        var check = API.post("/api/v1/campaigns/check", first.path("campaign").toString());
        assertThat(check.data().path("audience").asInt()).isEqualTo(602);
        assertThat(check.data().path("lacking")).isEmpty();

        var created = API.post("/api/v1/campaigns", first.path("campaign").toString());
        assertThat(created.status()).isEqualTo(201);
        // The totals are those of a short while ago.
        await().untilAsserted(() -> {
            JsonNode summary = API.get("/api/v1/summary").data();
            assertThat(summary.path("leads").asInt()).isEqualTo(2_240);
            assertThat(summary.path("segments").asInt()).isOne();
            assertThat(summary.path("campaigns").path("queued").asInt()).isOne();
            assertThat(summary.path("campaigns").path("total").asInt()).isOne();
        });
    }

    @Test
    void aLeadThatIsSomebodyElseIsNotReplaced() {
        try (ApiServer other = new ApiServer(null)) {
            other.post("/api/v1/leads", "{\"id\": \"cust-5524\", \"email\": \"ann@shop.example\"}");

            var refused = other.post("/api/v1/samples", "");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.detail()).contains("cust-5524");
        }
    }
}
