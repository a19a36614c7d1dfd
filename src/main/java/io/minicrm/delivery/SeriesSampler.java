package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignFilter;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import io.minicrm.campaign.Campaigns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples the tallies of running campaigns once a second. The pipeline does nothing for it: a round reads the running
 * campaigns and their tallies, and writes one batch, however many messages are sent. A campaign whose numbers have not
 * changed gets no point.
 *
 * <p>A campaign that has ended or is paused is followed until its numbers have not changed for {@link #QUIET}, because
 * receipts arrive later than messages are sent.
 */
public final class SeriesSampler implements Supplier<Duration> {

    /** The newest ones; more run at once in no installation that we know of. */
    private static final int MAX_CAMPAIGNS = 200;

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    static final Duration QUIET = Duration.ofMinutes(1);

    private static final CampaignFilter RUNNING = new CampaignFilter(Set.of(CampaignPhase.RUNNING), null, null);

    private final Campaigns campaigns;
    private final Tallies tallies;
    private final CampaignSeries series;
    private final Clock clock;
    private final Map<String, Followed> followed = new HashMap<>();

    public SeriesSampler(Campaigns campaigns, Tallies tallies, CampaignSeries series, Clock clock) {
        this.campaigns = campaigns;
        this.tallies = tallies;
        this.series = series;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        Instant now = clock.instant();
        Set<String> running = new HashSet<>();
        for (Campaign campaign :
                campaigns.list(new CampaignQuery(RUNNING, CampaignSort.NEWEST, null, now, MAX_CAMPAIGNS))) {
            Instant startedAt = campaign.startedAt();
            if (startedAt != null) {
                running.add(campaign.id());
                followed.computeIfAbsent(campaign.id(), id -> new Followed(startedAt, now));
            }
        }
        if (!followed.isEmpty()) {
            sample(now);
            followed.entrySet()
                    .removeIf(each -> !running.contains(each.getKey())
                            && Duration.between(each.getValue().changedAt, now).compareTo(QUIET) >= 0);
        }
        return INTERVAL;
    }

    private void sample(Instant now) {
        List<SeriesPoint> points = new ArrayList<>();
        for (CampaignStats stats : tallies.stats(Set.copyOf(followed.keySet()))) {
            Followed each = followed.get(stats.campaignId());
            SeriesPoint point = each == null ? null : each.next(stats, now);
            if (point != null) {
                points.add(point);
            }
        }
        series.add(points);
        followed.forEach((campaignId, each) -> {
            if (each.thinned < each.step) {
                // Also after a start, when the former process may have ended before it did so.
                series.thin(campaignId, each.step);
                each.thinned = each.step;
            }
        });
    }

    /** What is known of a campaign that is sampled. */
    private static final class Followed {

        private final Instant startedAt;
        private Instant changedAt;
        private int step = 1;
        private int thinned = 1;
        private @Nullable SeriesPoint last;

        private Followed(Instant startedAt, Instant now) {
            this.startedAt = startedAt;
            this.changedAt = now;
        }

        /** The next point; null if it is not time for one, or if nothing has changed. */
        private @Nullable SeriesPoint next(CampaignStats stats, Instant now) {
            Duration elapsed = Duration.between(startedAt, now);
            if (elapsed.isNegative()) {
                return null;
            }
            step = Math.max(step, SeriesStep.after(elapsed));
            int second = Math.toIntExact(elapsed.toSeconds() / step * step);
            SeriesPoint point = SeriesPoint.of(stats, second);
            SeriesPoint before = last;
            if (before != null && (second == before.second() || point.equals(before.at(second)))) {
                return null;
            }
            last = point;
            changedAt = now;
            return point;
        }
    }
}
