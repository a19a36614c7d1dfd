package io.minicrm.launch;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Estimates how long a campaign takes to send.
 *
 * <p>A channel's rate is the median rate of its last {@value #RUNS} completed campaigns with at least
 * {@value #MIN_LEADS} leads and no rate limit of their own. Smaller campaigns spend most of their time waiting for the
 * steps of the pipeline, so they say little about the rate. The median ignores the campaigns that were paused or
 * retried, whose time from first to last message is too long.
 *
 * <p>The rate comes from the store, so it survives a restart and is the same in every process. Only campaigns that
 * finished before the new one was created count, so a repeated request gets the estimate of the first one.
 *
 * <p>Until there is such a campaign, a message takes {@value #DEFAULT_MILLIS_PER_LEAD} ms, divided by the number of
 * messages that are sent in parallel.
 *
 * <p>Example: the last three such campaigns sent 1,000 leads in 2 s, 10,000 in 4 s and 5,000 in an hour (it was
 * paused). Their rates are 500, 2,500 and 1.4 per second, the median is 500 per second, and 20,000 leads take 40 s.
 * With a {@code max_rate} of 100 they take 200 s.
 */
public final class ProcessingTime {

    static final long DEFAULT_MILLIS_PER_LEAD = 100;
    static final long MIN_LEADS = 1_000;
    static final int RUNS = 10;

    private static final double MILLIS_PER_SECOND = 1_000;

    private final Campaigns campaigns;
    private final double defaultRate;

    /** @param parallelSends messages that are with their channel at once, 1 or more */
    public ProcessingTime(Campaigns campaigns, int parallelSends) {
        if (parallelSends < 1) {
            throw new IllegalArgumentException("parallelSends is %d; give 1 or more".formatted(parallelSends));
        }
        this.campaigns = campaigns;
        this.defaultRate = parallelSends * MILLIS_PER_SECOND / DEFAULT_MILLIS_PER_LEAD;
    }

    /** The time from the first message to the last, rounded up to the millisecond. */
    Duration of(Campaign campaign) {
        double rate = rate(campaign);
        Integer maxRate = campaign.maxRate();
        double capped = maxRate == null ? rate : Math.min(rate, maxRate);
        return Duration.ofMillis((long) Math.ceil(campaign.audience() * MILLIS_PER_SECOND / capped));
    }

    private double rate(Campaign campaign) {
        List<Double> measured =
                campaigns
                        .lastCompleted(
                                campaign.channel(), MIN_LEADS, campaign.origin().createdAt(), RUNS)
                        .stream()
                        .map(ProcessingTime::measuredRate)
                        .sorted()
                        .toList();
        return measured.isEmpty() ? defaultRate : measured.get((measured.size() - 1) / 2);
    }

    private static double measuredRate(Campaign completed) {
        Instant started = Objects.requireNonNull(completed.startedAt());
        Instant finished = Objects.requireNonNull(completed.finishedAt());
        long millis = Math.max(1, Duration.between(started, finished).toMillis());
        return completed.audience() * MILLIS_PER_SECOND / millis;
    }
}
