package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.launch.CampaignLauncher;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A campaign and its numbers, read at one moment. */
public record CampaignProgress(Campaign campaign, CampaignStats stats) {

    private static final double MILLIS_A_SECOND = 1_000;

    /** The campaign's status as the API names it: {@code queued} is told apart by what is waited for. */
    public static String status(Campaign campaign, Instant now) {
        if (campaign.status() == CampaignStatus.QUEUED) {
            if (!campaign.isPlanned()) {
                return "planning";
            }
            if (isScheduledAfter(campaign, now)) {
                return "scheduled";
            }
        }
        return campaign.status().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The status that the campaign had when its creation was answered, so that a repeated request is answered alike. */
    public static String firstStatus(Campaign campaign) {
        if (campaign.audience() == 0) {
            return "completed";
        }
        if (campaign.audience() > CampaignLauncher.MAX_PLANNED_AT_ONCE) {
            return "planning";
        }
        return isScheduledAfter(campaign, campaign.createdAt()) ? "scheduled" : "queued";
    }

    /** The part of the audience that is settled, 0 to 1. */
    public double progress() {
        if (stats.audience() == 0) {
            return campaign.status().isOpen() ? 0 : 1;
        }
        return (double) stats.settled() / stats.audience();
    }

    /** Leads settled a second since the first chunk was published; null before, and before any time has passed. */
    public @Nullable Double leadsPerSecond(Instant now) {
        Instant start = campaign.startedAt();
        if (start == null) {
            return null;
        }
        Instant end = campaign.finishedAt() == null ? now : campaign.finishedAt();
        long millis = Duration.between(start, end).toMillis();
        return millis <= 0 ? null : Math.round(stats.settled() * MILLIS_A_SECOND / millis * 10) / 10.0;
    }

    /** True when nothing can change any more: settled to the last lead, and the provider has told of every message. */
    public boolean isAtRest() {
        return !campaign.status().isOpen()
                && stats.inFlight() <= 0
                && stats.sent() <= stats.delivered() + stats.bounced();
    }

    private static boolean isScheduledAfter(Campaign campaign, Instant time) {
        return campaign.scheduledAt() != null && campaign.scheduledAt().isAfter(time);
    }
}
