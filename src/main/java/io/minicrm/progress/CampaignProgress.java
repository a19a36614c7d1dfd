package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.delivery.CampaignStats;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A campaign and its numbers, read right after it. */
public record CampaignProgress(Campaign campaign, CampaignStats stats) {

    private static final double MILLIS_PER_SECOND = 1_000;

    /** The settled part of the audience, 0 to 1. */
    public double fraction() {
        if (stats.audience() == 0) {
            return campaign.status().isOpen() ? 0 : 1;
        }
        return (double) stats.settled() / stats.audience();
    }

    /**
     * Leads settled per second since the first chunk was published, to one decimal; null before that, and until any
     * time has passed.
     */
    public @Nullable Double leadsPerSecond(Instant now) {
        Instant start = campaign.startedAt();
        if (start == null) {
            return null;
        }
        Instant end = campaign.finishedAt() == null ? now : campaign.finishedAt();
        long millis = Duration.between(start, end).toMillis();
        return millis <= 0 ? null : Math.round(stats.settled() * MILLIS_PER_SECOND / millis * 10) / 10.0;
    }

    /**
     * True if nothing can change any more: every lead is settled, and the provider has reported the outcome of every
     * sent message.
     */
    public boolean isFinal() {
        return !campaign.status().isOpen()
                && stats.inFlight() <= 0
                && stats.sent() <= stats.delivered() + stats.bounced();
    }
}
