package io.minicrm.ledger;

import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Plans;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.progress.CampaignProgress;
import io.minicrm.progress.ProgressSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares campaigns with Kafka on request. A request compares for a few seconds; the next request for the same
 * campaign continues. So a large campaign takes several requests, none of which is long.
 *
 * <p>Requests for the same campaign share its comparison. If a request is given up, the next one continues there, or
 * starts over if a statement in the database was stopped.
 *
 * <p>A process compares one campaign at a time, because the comparison is kept in memory meanwhile, with some 40 bytes
 * and an id for each lead. It is forgotten when it is complete, and when nobody has asked for it for some seconds.
 */
public final class CampaignAnalyses {

    private static final Duration KEPT = Duration.ofSeconds(15);

    private final ProgressSource progress;
    private final Plans plans;
    private final Deliveries deliveries;
    private final TopicInspector inspector;
    private final long maxBytes;
    private final LongSupplier nanoTime;
    private @Nullable Comparison open;
    private long lastUse;

    /**
     * @param maxBytes for a comparison
     * @param nanoTime {@code System::nanoTime}, except in tests
     */
    public CampaignAnalyses(
            ProgressSource progress,
            Plans plans,
            Deliveries deliveries,
            TopicInspector inspector,
            long maxBytes,
            LongSupplier nanoTime) {
        this.progress = progress;
        this.plans = plans;
        this.deliveries = deliveries;
        this.inspector = inspector;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to compare a campaign, or continues.
     *
     * @param time about as long as this may take
     * @return empty if another campaign is being compared, or another request takes all the time
     * @throws CampaignNotFoundException if there is no such campaign
     */
    public Optional<Analysis> analyze(String campaignId, Duration time) {
        CampaignProgress campaign = progress.get(campaignId);
        while (true) {
            Comparison comparison = comparison(campaign);
            if (comparison == null || !isLocked(comparison, time)) {
                return Optional.empty();
            }
            try {
                // A broken one is forgotten, so that the next turn finds another.
                if (!comparison.isBroken()) {
                    return Optional.of(advanced(comparison, time));
                }
            } finally {
                comparison.lock().unlock();
            }
        }
    }

    private static boolean isLocked(Comparison comparison, Duration time) {
        try {
            return comparison.lock().tryLock(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Analysis advanced(Comparison comparison, Duration time) {
        boolean isKept = false;
        try {
            Analysis analysis = comparison.advance(time);
            isKept = !analysis.isComplete();
            return analysis;
        } finally {
            if (isKept) {
                keep();
            } else {
                forget(comparison);
            }
        }
    }

    /** The comparison of the campaign; null if another one is being compared. */
    private synchronized @Nullable Comparison comparison(CampaignProgress campaign) {
        Comparison current = open;
        if (current != null && !isIdle(current)) {
            return current.campaignId().equals(campaign.campaign().id()) ? current : null;
        }
        Comparison begun = new Comparison(campaign, plans, deliveries, inspector, maxBytes);
        open = begun;
        lastUse = nanoTime.getAsLong();
        return begun;
    }

    private boolean isIdle(Comparison comparison) {
        return !comparison.lock().isLocked() && nanoTime.getAsLong() - lastUse >= KEPT.toNanos();
    }

    private synchronized void keep() {
        lastUse = nanoTime.getAsLong();
        CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::forgetIfIdle);
    }

    private synchronized void forgetIfIdle() {
        if (open != null && isIdle(open)) {
            open = null;
        }
    }

    private synchronized void forget(Comparison comparison) {
        if (open == comparison) {
            open = null;
        }
    }
}
