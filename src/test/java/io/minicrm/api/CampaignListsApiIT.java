package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Lists of campaigns, and how one has run. */
class CampaignListsApiIT {

    private final ApiServer api = ApiServer.shared();

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

    private ApiServer.Reply create(String segment, String more) {
        return api.post("/api/v1/campaigns", """
                {"name": "A campaign", "segment_id": "%s", "message_template": "Hi {{name}}"%s}""".formatted(segment, more));
    }
}
