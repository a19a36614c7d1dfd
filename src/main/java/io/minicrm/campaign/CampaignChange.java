package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What changes of a campaign after it was created; null: that stays.
 *
 * @param name the new name
 * @param rate the new rate limit
 * @param start the new scheduled time
 */
public record CampaignChange(
        @Nullable String name,
        @Nullable NewRate rate,
        @Nullable NewStart start) {

    /** @param maxRate messages per second; null: no limit */
    public record NewRate(@Nullable Integer maxRate) {}

    /**
     * A start that is moved, which is possible only before it.
     *
     * @param scheduledAt null: now
     * @param begunBy a campaign whose present scheduled time is not after this has begun, as far as the store can tell
     */
    public record NewStart(@Nullable Instant scheduledAt, Instant begunBy) {

        /** Whether the start of the campaign can be moved. */
        public boolean isPossible(Campaign campaign) {
            Instant present = campaign.scheduledAt();
            return (campaign.status() == CampaignStatus.QUEUED || campaign.status() == CampaignStatus.PAUSED)
                    && campaign.startedAt() == null
                    && present != null
                    && present.isAfter(begunBy);
        }
    }

    /** Only the rate. */
    public static CampaignChange ofRate(@Nullable Integer maxRate) {
        return new CampaignChange(null, new NewRate(maxRate), null);
    }

    /** The campaign after the change. */
    public Campaign of(Campaign campaign) {
        Content content = campaign.content();
        return new Campaign(
                campaign.id(),
                name == null
                        ? content
                        : new Content(
                                name,
                                content.segmentId(),
                                content.rule(),
                                content.template(),
                                content.headers(),
                                content.channel(),
                                content.duplicateAddresses()),
                rate == null ? campaign.pace() : new Pace(campaign.chunkSize(), rate.maxRate()),
                start == null
                        ? campaign.schedule()
                        : new Schedule(start.scheduledAt(), campaign.schedule().audienceTime()),
                campaign.origin(),
                campaign.progress());
    }
}
