package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProcessingTimeTest {

    private static final Instant NOW = TestCampaign.CREATED_AT;

    private static Store store;

    private final String channel = "channel-" + UUID.randomUUID();

    @BeforeAll
    static void open() {
        store = MongoStore.open(TestMongo.newDatabaseUrl());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void aLeadTakes100MsDividedByTheParallelSendsUntilTheChannelHasItsOwnRate() {
        assertThat(estimate(150, null, 1)).isEqualTo(Duration.ofSeconds(15));
        assertThat(estimate(150, null, 64)).isEqualTo(Duration.ofMillis(235));
        assertThat(estimate(0, null, 8)).isZero();
    }

    @Test
    void theMeasuredRateReplacesTheDefault() {
        completed(10_000, Duration.ofSeconds(4));

        assertThat(estimate(20_000, null, 1)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void onePausedCampaignDoesNotChangeTheRate() {
        completed(1_000, Duration.ofSeconds(2));
        completed(5_000, Duration.ofHours(1));
        completed(10_000, Duration.ofSeconds(4));

        assertThat(estimate(20_000, null, 1)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void smallCampaignsAndOtherChannelsDoNotCount() {
        completed(999, Duration.ofSeconds(1));
        completed("another-" + channel, 10_000, Duration.ofSeconds(1), NOW);

        assertThat(estimate(10, null, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theMaximumRateCapsTheEstimate() {
        assertThat(estimate(1_000, 5, 1)).isEqualTo(Duration.ofSeconds(200));
        assertThat(estimate(1_000, 50, 1)).isEqualTo(Duration.ofSeconds(100));

        completed(1_000, Duration.ofSeconds(2));

        assertThat(estimate(20_000, 100, 1)).isEqualTo(Duration.ofSeconds(200));
        assertThat(estimate(20_000, 1_000, 1)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aRepeatedRequestGetsTheEstimateOfTheFirst() {
        Duration first = estimate(20_000, null, 1);

        completed(channel, 10_000, Duration.ofSeconds(4), NOW.plusSeconds(60));

        assertThat(estimate(20_000, null, 1)).isEqualTo(first);
    }

    @Test
    void aCampaignThatTookNoTimeIsNoReasonToFail() {
        completed(1_000, Duration.ZERO);

        assertThat(estimate(1_000, null, 1)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void thereIsAtLeastOneParallelSend() {
        Campaigns campaigns = store.campaigns();

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new ProcessingTime(campaigns, 0));
    }

    private Duration estimate(long audience, @Nullable Integer maxRate, int parallelSends) {
        return new ProcessingTime(store.campaigns(), parallelSends)
                .of(TestCampaign.withId("new")
                        .channel(channel)
                        .audience(audience)
                        .maxRate(maxRate)
                        .build());
    }

    private void completed(long audience, Duration took) {
        completed(channel, audience, took, NOW);
    }

    private static void completed(String channel, long audience, Duration took, Instant before) {
        Instant finished = before.minusSeconds(10);
        store.campaigns()
                .create(TestCampaign.withId("campaign-" + UUID.randomUUID())
                        .channel(channel)
                        .audience(audience)
                        .status(CampaignStatus.COMPLETED)
                        .plannedAt(finished.minus(took))
                        .startedAt(finished.minus(took))
                        .finishedAt(finished)
                        .build());
    }
}
