package io.minicrm.api;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.progress.CampaignProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a campaign.
 *
 * @param progress the settled part of the audience, 0 to 1
 * @param leadsPerSecond leads settled per second since the first chunk was published; null before
 */
record ProgressView(
        String campaignId,
        CampaignPhase status,
        StatsView stats,
        double progress,
        @Nullable Double leadsPerSecond,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static ProgressView of(CampaignProgress progress, Instant now) {
        var campaign = progress.campaign();
        return new ProgressView(
                campaign.id(),
                CampaignPhase.of(campaign, now),
                StatsView.of(progress.stats()),
                progress.fraction(),
                progress.leadsPerSecond(now),
                campaign.startedAt(),
                campaign.finishedAt());
    }
}
