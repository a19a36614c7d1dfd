package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.ApprovalsInMemory;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalRuleTest {

    private static final String ID = "campaign-1";

    private final PlansInMemory plans = planOf(List.of("a", "b"), List.of("c"));
    private final ApprovalsInMemory approvals = new ApprovalsInMemory();
    private final ApprovalRule rule = new ApprovalRule(2, approvals, plans);

    private static PlansInMemory planOf(List<String> first, List<String> second) {
        PlansInMemory plans = new PlansInMemory();
        plans.add(ID, 0, "job 0", first);
        plans.add(ID, 1, "job 1", second);
        return plans;
    }

    private static TestCampaign campaign() {
        return TestCampaign.withId(ID).audience(3).chunkSize(2).plannedAt(MutableClock.START);
    }

    private String digestOf(List<String> first, List<String> second) {
        return new ApprovalRule(2, approvals, planOf(first, second))
                .digest(campaign().build());
    }

    private void approve(Campaign campaign) {
        approvals.save(new Approval(ID, rule.digest(campaign), "user:bob", MutableClock.START));
    }

    @Test
    void onlyLargeFrozenAudiencesNeedAnApproval() {
        assertThat(rule.isNeeded(campaign().build())).isTrue();
        assertThat(rule.isNeeded(campaign().audience(2).build())).isFalse();
        assertThat(rule.isNeeded(campaign().plannedAt(null).build())).isFalse();
        assertThat(new ApprovalRule(ApprovalRule.NEVER, approvals, plans)
                        .isNeeded(campaign().build()))
                .isFalse();
    }

    @Test
    void anApprovalHoldsForExactlyTheAudienceAndTheContent() {
        Campaign campaign = campaign().build();
        assertThat(rule.isMissing(campaign)).isTrue();
        approve(campaign);
        assertThat(rule.isMissing(campaign)).isFalse();

        assertThat(rule.isMissing(campaign().template("Hi!").build())).isTrue();
        assertThat(rule.isMissing(campaign().channel("webhook").build())).isTrue();
        plans.add(ID, 1, "job 1", List.of("d"));
        assertThat(rule.isMissing(campaign)).isTrue();
    }

    @Test
    void theDigestTellsAudiencesApartAndNotTheOrderOfReading() {
        String digest = digestOf(List.of("a", "b"), List.of("c"));

        assertThat(digestOf(List.of("b", "a"), List.of("c"))).isEqualTo(digest).hasSize(64);
        assertThat(digestOf(List.of("a"), List.of("b", "c"))).isNotEqualTo(digest);
        assertThat(digestOf(List.of("ab"), List.of("c"))).isNotEqualTo(digest);
        assertThat(digestOf(List.of("a", "b"), List.of("x"))).isNotEqualTo(digest);
    }

    @Test
    void whatHasBegunOrEndedIsNotHeld() {
        assertThat(rule.isMissing(campaign()
                        .status(CampaignStatus.RUNNING)
                        .startedAt(MutableClock.START)
                        .build()))
                .isFalse();
        assertThat(rule.isMissing(campaign().status(CampaignStatus.CANCELLED).build()))
                .isFalse();
        assertThat(rule.isMissing(campaign().status(CampaignStatus.PAUSED).build()))
                .isTrue();
    }
}
