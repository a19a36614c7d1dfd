package io.minicrm.api;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.chunk.ChunkingStats;
import io.minicrm.progress.CampaignProgress;
import io.minicrm.template.MessageHeader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** A campaign as the API shows it; {@link Campaign} and {@link ProgressView} describe the fields. */
record CampaignView(
        String campaignId,
        String name,
        CampaignPhase status,
        String segmentId,
        String messageTemplate,
        @Nullable String subject,
        @Nullable String preheader,
        String channel,
        String duplicateAddresses,
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
        String audience,
        @Nullable Instant audienceFrozenAt,
        @Nullable Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static CampaignView of(CampaignProgress progress, Instant now) {
        Campaign campaign = progress.campaign();
        return new CampaignView(
                campaign.id(),
                campaign.content().name(),
                CampaignPhase.of(campaign, now),
                campaign.content().segmentId(),
                campaign.content().template(),
                campaign.content().headers().get(MessageHeader.SUBJECT),
                campaign.content().headers().get(MessageHeader.PREHEADER),
                campaign.channel(),
                campaign.content().duplicateAddresses().code(),
                campaign.origin().createdBy(),
                campaign.maxRate(),
                campaign.chunks(),
                campaign.chunkSize(),
                ChunkingStats.of(campaign.audience(), campaign.chunkSize()),
                StatsView.of(progress.stats()),
                progress.fraction(),
                progress.leadsPerSecond(now),
                campaign.origin().createdAt(),
                campaign.scheduledAt(),
                campaign.schedule().audienceTime().code(),
                audienceFrozenAt(campaign),
                campaign.progress().plannedAt(),
                campaign.startedAt(),
                campaign.finishedAt());
    }

    /** The answer to a request for one campaign, with its tag. */
    static ResponseEntity<Answer<CampaignView>> answer(CampaignProgress progress, EntityTags tags, Instant now) {
        CampaignView view = of(progress, now);
        return ResponseEntity.ok().eTag(tags.of(progress.campaign(), view)).body(Answer.of(view));
    }

    /** When the audience was or will be frozen; null if that happens as soon as possible. */
    static @Nullable Instant audienceFrozenAt(Campaign campaign) {
        Instant plannedAt = campaign.progress().plannedAt();
        return plannedAt == null && campaign.schedule().audienceTime() == AudienceTime.AT_START
                ? campaign.scheduledAt()
                : plannedAt;
    }
}
