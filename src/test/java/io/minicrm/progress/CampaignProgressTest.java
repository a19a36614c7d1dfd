package io.minicrm.progress;

import static io.minicrm.progress.TestProgress.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import org.junit.jupiter.api.Test;

class CampaignProgressTest {

    @Test
    void theFractionIsTheSettledPartOfTheAudience() {
        assertThat(TestProgress.running("c", 0, 0).fraction()).isZero();
        assertThat(TestProgress.running("c", 25, 10).fraction()).isEqualTo(0.25);
        assertThat(TestProgress.running("c", 100, 0).fraction()).isEqualTo(1);
    }

    @Test
    void aCampaignWithoutAudienceIsDoneOnceItIsClosed() {
        assertThat(TestProgress.of(TestCampaign.withId("c").build(), 0, 0).fraction())
                .isZero();
        assertThat(TestProgress.of(
                                TestCampaign.withId("c")
                                        .status(CampaignStatus.COMPLETED)
                                        .build(),
                                0,
                                0)
                        .fraction())
                .isEqualTo(1);
    }

    @Test
    void theRateIsCountedFromTheFirstChunkUntilNow() {
        CampaignProgress progress = TestProgress.running("c", 25, 0);

        assertThat(progress.leadsPerSecond(NOW.plusSeconds(10))).isEqualTo(2.5);
        assertThat(progress.leadsPerSecond(NOW.plusSeconds(30))).isEqualTo(0.8);
        assertThat(progress.leadsPerSecond(NOW)).as("no time has passed").isNull();
    }

    @Test
    void theRateOfAFinishedCampaignDoesNotFallAnyMore() {
        CampaignProgress progress = TestProgress.closed("c", CampaignStatus.COMPLETED, NOW.plusSeconds(20), 100, 0);

        assertThat(progress.leadsPerSecond(NOW.plusSeconds(3_600))).isEqualTo(5);
    }

    @Test
    void aCampaignThatHasNotStartedHasNoRate() {
        CampaignProgress progress = TestProgress.of(
                TestProgress.campaign("c", CampaignStatus.QUEUED).build(), 0, 0);

        assertThat(progress.leadsPerSecond(NOW.plusSeconds(10))).isNull();
    }

    @Test
    void progressIsFinalWhenEveryLeadIsSettledAndEveryReceiptIsIn() {
        assertThat(closed(CampaignStatus.COMPLETED, 100, 100).isFinal()).isTrue();
        assertThat(closed(CampaignStatus.COMPLETED, 100, 99).isFinal())
                .as("a receipt is missing")
                .isFalse();
        assertThat(closed(CampaignStatus.CANCELLED, 60, 60).isFinal())
                .as("leads are not settled")
                .isFalse();
        assertThat(TestProgress.running("c", 100, 100).isFinal())
                .as("not completed yet")
                .isFalse();
    }

    private static CampaignProgress closed(CampaignStatus status, long sent, long delivered) {
        return TestProgress.closed("c", status, NOW, sent, delivered);
    }
}
