package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.api.ApiServer.Reply;
import io.minicrm.campaign.CampaignDraft;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Drafts of campaigns: stored, changed, and sent once. */
class DraftsApiIT {

    private final ApiServer api = ApiServer.shared();

    private Reply draft(String json) {
        return api.post("/api/v1/drafts", json);
    }

    private Reply complete(String prefix) {
        return draft("{\"name\": \"%s\", \"segment_id\": \"%s\", \"message_template\": \"Hi\", \"max_rate\": 5}"
                .formatted(prefix, api.segmentOf(3, prefix)));
    }

    private static String path(Reply draft) {
        return "/api/v1/drafts/" + draft.data().path("draft_id").asString();
    }

    private static String tag(Reply reply) {
        return reply.headers().firstValue("ETag").orElse("");
    }

    private Reply with(String method, String path, String ifMatch, String body) {
        return api.exchange(api.json(path)
                .header("If-Match", ifMatch)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private List<String> campaignNames() {
        return api.get("/api/v1/campaigns?limit=1000")
                .data()
                .valueStream()
                .map(campaign -> campaign.path("name").asString())
                .toList();
    }

    @Test
    void aDraftMayLackAnythingAndIsNoCampaign() {
        Reply empty = draft("{}");
        Reply named = draft("{\"name\": \"half written\", \"message_template\": \"Hi {{ na\"}");

        assertThat(empty.status()).isEqualTo(201);
        assertThat(empty.headers().firstValue("Location")).contains(path(empty));
        assertThat(named.data().path("message_template").asString()).isEqualTo("Hi {{ na");
        assertThat(api.get(path(named)).data()).isEqualTo(named.data());
        assertThat(api.get("/api/v1/drafts?limit=1000").data().valueStream()).contains(named.data(), empty.data());
        assertThat(campaignNames()).doesNotContain("half written");
    }

    @Test
    void aDraftIsChangedByAMergePatchOfTheStateThatWasSeen() {
        Reply created = draft("{\"name\": \"one\", \"subject\": \"Hello\", \"max_rate\": 7}");

        Reply changed = with("PATCH", path(created), tag(created), "{\"name\": \"two\", \"max_rate\": null}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.data().path("name").asString()).isEqualTo("two");
        assertThat(changed.data().path("subject").asString()).isEqualTo("Hello");
        assertThat(changed.data().path("max_rate").isNull()).isTrue();
        assertThat(with("PATCH", path(created), tag(created), "{\"name\": \"lost\"}")
                        .status())
                .isEqualTo(412);
        assertThat(with("DELETE", path(created), tag(created), "").status()).isEqualTo(412);
        assertThat(with("POST", path(created) + "/send", tag(created), "").status())
                .isEqualTo(412);
        assertThat(tag(api.get(path(created)))).isEqualTo(tag(changed));
        assertThat(with("DELETE", path(created), tag(changed), "").status()).isEqualTo(204);
        assertThat(api.get(path(created)).status()).isEqualTo(404);
    }

    @Test
    void aPatchIsRefusedAsACampaignWouldBe() {
        Reply created = draft("{\"name\": \"one\"}");

        assertThat(api.patch(path(created), "{\"nmae\": \"two\"}").error("nmae"))
                .contains("is not known");
        assertThat(api.patch(path(created), "{\"max_rate\": \"7\"}").error("max_rate"))
                .contains("whole number");
        assertThat(api.patch(path(created), "{\"audience\": \"AAA\"}").error("audience"))
                .contains("at_start");
        assertThat(api.patch(path(created), "{\"duplicate_addresses\": \"keep\"}")
                        .error("duplicate_addresses"))
                .contains("give skip or send");
        assertThat(draft("{\"chunk_size\": 0}").error("chunk_size")).contains("from 1 to 200");
        assertThat(draft("{\"max_rate\": 0}").error("max_rate")).contains("1 message per second");
        assertThat(api.patch(path(created), "[]").status()).isEqualTo(400);
        assertThat(api.patch("/api/v1/drafts/draft-none", "{}").status()).isEqualTo(404);
        assertThat(api.get(path(created)).data()).isEqualTo(created.data());
    }

    @Test
    void aDraftBecomesOneCampaignHoweverOftenItIsSent() throws Exception {
        Reply draft = complete("sent-once-" + UUID.randomUUID());
        List<Callable<Reply>> requests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            requests.add(() -> api.post(path(draft) + "/send", ""));
        }

        List<Reply> replies = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reply : threads.invokeAll(requests)) {
                replies.add(reply.get());
            }
        }

        assertThat(replies).extracting(Reply::status).containsOnly(201);
        assertThat(replies)
                .extracting(reply -> reply.data().path("campaign_id").asString())
                .containsOnly(replies.getFirst().data().path("campaign_id").asString());
        assertThat(campaignNames())
                .filteredOn(name -> name.equals(draft.data().path("name").asString()))
                .hasSize(1);
        assertThat(api.get(path(draft)).status()).isEqualTo(404);
        assertThat(api.post(path(draft) + "/send", "").status())
                .as("repeated later")
                .isEqualTo(201);
        JsonNode campaign = api.get("/api/v1/campaigns/"
                        + replies.getFirst().data().path("campaign_id").asString())
                .data();
        assertThat(campaign.path("max_rate").asInt()).isEqualTo(5);
        assertThat(campaign.path("stats").path("audience").asInt()).isEqualTo(3);
    }

    @Test
    void aDraftThatIsNotCompleteIsRefusedAndCanBeCompleted() {
        String prefix = "completed-" + UUID.randomUUID();
        Reply draft = draft("{\"name\": \"%s\", \"message_template\": \"Hi\"}".formatted(prefix));

        Reply refused = api.post(path(draft) + "/send", "");
        Reply completed = api.patch(path(draft), "{\"segment_id\": \"%s\"}".formatted(api.segmentOf(2, prefix)));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error("segment_id")).contains("is missing");
        assertThat(completed.status()).isEqualTo(200);
        assertThat(api.post(path(draft) + "/send", "").status()).isEqualTo(201);
    }

    @Test
    void whatIsBeingSentIsNotChangedAndAnInterruptedRequestIsCompletedByTheNext() {
        Reply created = complete("interrupted-" + UUID.randomUUID());
        String id = created.data().path("draft_id").asString();
        CampaignDraft draft = api.store().campaignDrafts().find(id).orElseThrow();
        // As a process leaves it that dies between the two.
        assertThat(api.store().campaignDrafts().replace(draft.sentBy("user:ann"), draft.revision()))
                .isTrue();

        assertThat(api.get(path(created)).data().path("is_being_sent").asBoolean())
                .isTrue();
        assertThat(api.patch(path(created), "{\"name\": \"x\"}").status()).isEqualTo(409);
        assertThat(api.delete(path(created)).status()).isEqualTo(409);
        Reply sent = with("POST", path(created) + "/send", tag(created), "");
        assertThat(sent.status()).isEqualTo(201);
        assertThat(api.get("/api/v1/campaigns/"
                                + sent.data().path("campaign_id").asString())
                        .data()
                        .path("created_by")
                        .asString())
                .isEqualTo("user:ann");
    }
}
