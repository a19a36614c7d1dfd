package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.chunk.ChunkingStats;
import io.minicrm.launch.CampaignLauncher;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The answer to the requests that create a campaign. */
final class CreatedCampaign {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final EntityTags tags;

    CreatedCampaign(EntityTags tags) {
        this.tags = tags;
    }

    ResponseEntity<Answer<Created>> answer(CampaignLauncher.Launched launched) {
        Campaign campaign = launched.campaign();
        return ResponseEntity.created(URI.create("/api/v1/campaigns/" + campaign.id()))
                .eTag(tags.revision(campaign))
                .body(Answer.of(new Created(
                        campaign.id(),
                        CampaignPhase.atCreation(campaign, CampaignLauncher.MAX_PLANNED_AT_ONCE),
                        campaign.chunks(),
                        campaign.chunkSize(),
                        ChunkingStats.of(campaign.audience(), campaign.chunkSize()),
                        StatsView.untouched(campaign.audience()),
                        launched.estimate().toMillis() / MILLIS_PER_SECOND,
                        campaign.schedule().audienceTime().code(),
                        CampaignView.audienceFrozenAt(campaign))));
    }

    /** A campaign as it was created. */
    record Created(
            String campaignId,
            CampaignPhase status,
            int queuedChunks,
            int chunkSize,
            ChunkingStats chunkingStats,
            StatsView stats,
            double estimatedSeconds,
            String audience,
            @Nullable Instant audienceFrozenAt) {}
}
