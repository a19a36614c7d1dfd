package io.minicrm.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CampaignPhaseTest {

    private static final Instant NOW = TestCampaign.CREATED_AT;
    private static final Instant LATER = NOW.plusSeconds(60);

    @Test
    void aQueuedCampaignWithoutAPlanIsPlanningWheneverItIsScheduled() {
        Campaign campaign = TestCampaign.withId("c").scheduledAt(LATER).build();

        assertThat(CampaignPhase.of(campaign, NOW)).isEqualTo(CampaignPhase.PLANNING);
    }

    @Test
    void aCampaignWhoseAudienceIsFrozenAtItsStartIsScheduledUntilThen() {
        Campaign campaign = TestCampaign.withId("c")
                .scheduledAt(LATER)
                .audienceTime(AudienceTime.AT_START)
                .audience(0)
                .build();

        assertThat(CampaignPhase.atCreation(campaign, 10)).isEqualTo(CampaignPhase.SCHEDULED);
        assertThat(CampaignPhase.of(campaign, NOW)).isEqualTo(CampaignPhase.SCHEDULED);
        assertThat(CampaignPhase.of(campaign, LATER)).isEqualTo(CampaignPhase.PLANNING);
    }

    @Test
    void aPlannedCampaignIsScheduledUntilItsTimeHasCome() {
        Campaign campaign =
                TestCampaign.withId("c").plannedAt(NOW).scheduledAt(LATER).build();

        assertThat(CampaignPhase.of(campaign, LATER.minusMillis(1))).isEqualTo(CampaignPhase.SCHEDULED);
        assertThat(CampaignPhase.of(campaign, LATER)).isEqualTo(CampaignPhase.QUEUED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUEUED")
    void everyOtherPhaseIsTheStoredStatus(CampaignStatus status) {
        Campaign campaign =
                TestCampaign.withId("c").status(status).scheduledAt(LATER).build();

        assertThat(CampaignPhase.of(campaign, NOW).code()).isEqualTo(status.code());
    }

    @Test
    void thePhaseAtCreationDoesNotDependOnWhatHappenedSince() {
        assertThat(atCreation(0, null)).isEqualTo(CampaignPhase.COMPLETED);
        assertThat(atCreation(10, null)).isEqualTo(CampaignPhase.QUEUED);
        assertThat(atCreation(10, LATER)).isEqualTo(CampaignPhase.SCHEDULED);
        assertThat(atCreation(11, LATER)).isEqualTo(CampaignPhase.PLANNING);
    }

    private static CampaignPhase atCreation(long audience, @Nullable Instant scheduledAt) {
        Campaign campaign = TestCampaign.withId("c")
                .status(CampaignStatus.CANCELLED)
                .audience(audience)
                .scheduledAt(scheduledAt)
                .plannedAt(NOW)
                .build();
        return CampaignPhase.atCreation(campaign, 10);
    }
}
