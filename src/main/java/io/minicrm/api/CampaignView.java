package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.ChunkingStats;
import io.minicrm.progress.CampaignPhase;
import io.minicrm.progress.CampaignProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A campaign as the API shows it; {@link Campaign} and {@link ProgressView} describe the fields. */
record CampaignView(
        String campaignId,
        String name,
        CampaignPhase status,
        String segmentId,
        String messageTemplate,
        @Nullable String subject,
        String channel,
        @Nullable String createdBy,
        @Nullable Integer maxRate,
        int queuedChunks,
        int chunkSize,
        ChunkingStats chunkingStats,
        StatsView stats,
        double progress,
        @Nullable Double leadsPerSecond,
        Instant createdAt,
        @Nullable Instant scheduledAt,
        @Nullable Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static CampaignView of(CampaignProgress progress, Instant now) {
        Campaign campaign = progress.campaign();
        return new CampaignView(
                campaign.id(),
                campaign.name(),
                CampaignPhase.of(campaign, now),
                campaign.segmentId(),
                campaign.template(),
                campaign.subject(),
                campaign.channel(),
                campaign.createdBy(),
                campaign.maxRate(),
                campaign.chunks(),
                campaign.chunkSize(),
                ChunkingStats.of(campaign.audience(), campaign.chunkSize()),
                StatsView.of(progress.stats()),
                progress.fraction(),
                progress.leadsPerSecond(now),
                campaign.createdAt(),
                campaign.scheduledAt(),
                campaign.plannedAt(),
                campaign.startedAt(),
                campaign.finishedAt());
    }
}
