package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.CampaignStats;
import java.time.Instant;

/** Creates progress for tests. */
final class TestProgress {

    static final Instant NOW = TestCampaign.CREATED_AT;

    private TestProgress() {}

    /** A planned, running campaign of 100 leads with the given numbers of sent and delivered messages. */
    static CampaignProgress running(String id, long sent, long delivered) {
        return new CampaignProgress(
                campaign(id, CampaignStatus.RUNNING).startedAt(NOW).build(), stats(id, 100, sent, delivered));
    }

    static CampaignProgress closed(String id, CampaignStatus status, Instant finishedAt, long sent, long delivered) {
        return new CampaignProgress(
                campaign(id, status).startedAt(NOW).finishedAt(finishedAt).build(), stats(id, 100, sent, delivered));
    }

    static TestCampaign campaign(String id, CampaignStatus status) {
        return TestCampaign.withId(id).status(status).audience(100).plannedAt(NOW);
    }

    static CampaignProgress of(Campaign campaign, long sent, long delivered) {
        return new CampaignProgress(campaign, stats(campaign.id(), campaign.audience(), sent, delivered));
    }

    private static CampaignStats stats(String id, long audience, long sent, long delivered) {
        return new CampaignStats(id, audience, audience, 0, 0, 0, 0, sent, delivered, 0, 0, 0, 0, 0);
    }
}
