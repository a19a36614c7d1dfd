package io.minicrm.progress;

import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Deliveries.LimitWait;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.LimitUses.Use;
import io.minicrm.gate.Limits;
import io.minicrm.gate.Limits.Limit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How fast each limit lets messages pass now, and how many wait for it. What senders hold they report themselves; what
 * they have given back is counted in the delivery log, where each postponed message names the limit that it waits for.
 *
 * <p>A count looks at half a million messages at most for each running campaign, which takes about a second. So one
 * count serves all readers for at least two seconds, and for ten times as long as it took.
 */
public final class LimitLoads {

    private static final Duration SHORTEST_USE = Duration.ofSeconds(2);
    private static final int TIMES_ITS_COST = 10;

    private final Limits limits;
    private final LimitUses uses;
    private final Deliveries deliveries;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private @Nullable Counted counted;

    /** @param nanoTime {@link System#nanoTime} outside tests */
    public LimitLoads(Limits limits, LimitUses uses, Deliveries deliveries, Clock clock, LongSupplier nanoTime) {
        this.limits = limits;
        this.uses = uses;
        this.deliveries = deliveries;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * A limit and what happens to it.
     *
     * @param perSecond messages per second that passed, averaged over the last five seconds
     * @param waiting messages that wait for it: in the senders, and postponed
     * @param campaigns the campaigns with postponed messages, those with the most first
     */
    public record Load(Limit limit, double perSecond, long waiting, List<CampaignWait> campaigns) {

        /** How many postponed messages of the campaign wait for the limit. */
        long messagesOf(String campaignId) {
            return campaigns.stream()
                    .filter(wait -> wait.campaignId().equals(campaignId))
                    .mapToLong(CampaignWait::messages)
                    .sum();
        }
    }

    /** How many postponed messages of a campaign wait. */
    public record CampaignWait(String campaignId, long messages) {}

    /** One load per limit, in order of scope and name. */
    public List<Load> all() {
        List<Limit> all = limits.all();
        if (all.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<LimitKey, Use> current =
                uses.current(now).stream().collect(Collectors.toMap(Use::limit, Function.identity()));
        Map<String, List<LimitWait>> postponed = postponed().stream().collect(Collectors.groupingBy(LimitWait::limit));
        return all.stream()
                .map(limit -> load(
                        limit,
                        current.get(LimitKey.of(limit)),
                        postponed.getOrDefault(LimitKey.of(limit).code(), List.of())))
                .toList();
    }

    private static Load load(Limit limit, @Nullable Use use, List<LimitWait> postponed) {
        long messages = postponed.stream().mapToLong(LimitWait::messages).sum();
        return new Load(
                limit,
                use == null ? 0 : use.perSecond(),
                messages + (use == null ? 0 : use.held()),
                postponed.stream()
                        .sorted(Comparator.comparingLong(LimitWait::messages)
                                .reversed()
                                .thenComparing(LimitWait::campaignId))
                        .map(wait -> new CampaignWait(wait.campaignId(), wait.messages()))
                        .toList());
    }

    private synchronized List<LimitWait> postponed() {
        long begun = nanoTime.getAsLong();
        Counted last = counted;
        if (last != null && begun - last.usableUntil() < 0) {
            return last.waits();
        }
        List<LimitWait> waits = deliveries.waitingForLimits();
        long ended = nanoTime.getAsLong();
        counted = new Counted(waits, ended + Math.max(SHORTEST_USE.toNanos(), (ended - begun) * TIMES_ITS_COST));
        return waits;
    }

    private record Counted(List<LimitWait> waits, long usableUntil) {}
}
