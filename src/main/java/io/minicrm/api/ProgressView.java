package io.minicrm.api;

import io.minicrm.progress.CampaignProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a campaign is.
 *
 * @param progress the part of the audience that is settled, 0 to 1
 * @param leadsPerSecond settled a second since the first chunk was published; null before
 */
record ProgressView(
        String campaignId,
        String status,
        StatsView stats,
        double progress,
        @Nullable Double leadsPerSecond,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static ProgressView of(CampaignProgress standing, Instant now) {
        var campaign = standing.campaign();
        return new ProgressView(
                campaign.id(),
                CampaignProgress.status(campaign, now),
                StatsView.of(standing.stats()),
                standing.progress(),
                standing.leadsPerSecond(now),
                campaign.startedAt(),
                campaign.finishedAt());
    }
}
