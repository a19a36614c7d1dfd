package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.PostponeReason;
import io.minicrm.inspector.GroupSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a campaign is where it is.
 *
 * @param waitingFor everything that it waits for, what weighs most first; empty when nothing is left to do
 * @param leadsPerSecond leads taken in hand a second, over the last ten seconds
 * @param estimatedSeconds until the last lead is settled, at that rate; null when nothing moves
 * @param estimatedFinishAt the same as a time
 * @param limits the rate limits that hold for it, its own among them
 * @param groups the workers of the pipeline; null when the broker does not answer
 * @param errors what messages say of why they are where they are, the most frequent first, at most 50
 */
public record Diagnosis(
        String campaignId,
        String status,
        List<Wait> waitingFor,
        CampaignStats stats,
        double leadsPerSecond,
        @Nullable Long estimatedSeconds,
        @Nullable Instant estimatedFinishAt,
        List<Throttle> limits,
        @Nullable List<Group> groups,
        List<ErrorCount> errors) {

    /** How far back the rate is measured. */
    public static final Duration MEASURED_OVER = Duration.ofSeconds(10);

    /**
     * One thing that is waited for.
     *
     * @param what {@code plan}, {@code schedule}, {@code resume}, {@code broker}, {@code workers}, {@code lag}, {@code rate_limit},
     *     {@code retries}, {@code window} or {@code stats}
     * @param detail the same as a sentence
     * @param leads how many leads wait for it; null where that is not told
     * @param until when it will have come; null where nobody knows
     */
    public record Wait(
            String what,
            String detail,
            @Nullable Long leads,
            @Nullable Instant until) {}

    /** @param scope {@code campaign}, {@code channel} or {@code domain} */
    public record Throttle(String scope, String name, int perSecond) {}

    /**
     * The workers of one step.
     *
     * @param members processes that take part; 0 when nobody does this step
     * @param lag records that they have still to read, of all campaigns
     */
    public record Group(String group, String role, int members, long lag) {}

    /** @param leads how many leads' messages say so */
    public record ErrorCount(String status, String error, long leads) {}

    /** @param summaries null when the broker does not answer */
    public static Diagnosis of(
            CampaignProgress progress,
            Survey survey,
            List<Limit> limits,
            @Nullable List<GroupSummary> summaries,
            Instant now) {
        Campaign campaign = progress.campaign();
        List<Group> groups = summaries == null ? null : groups(summaries);
        List<Throttle> throttles = throttles(campaign, limits);
        double rate = (double) survey.claimed() / MEASURED_OVER.toSeconds();
        Long seconds = isMoving(progress, now) && survey.claimed() > 0
                ? (Long) (long) Math.ceil(progress.stats().inFlight() / rate)
                : null;
        return new Diagnosis(
                campaign.id(),
                CampaignPhase.of(campaign, now).code(),
                waits(progress, survey, throttles, groups, now),
                progress.stats(),
                rate,
                seconds,
                seconds == null ? null : now.plusSeconds(seconds),
                throttles,
                groups,
                survey.reasons().stream().map(Diagnosis::errorCount).toList());
    }

    private static boolean isMoving(CampaignProgress progress, Instant now) {
        Campaign campaign = progress.campaign();
        return campaign.isPlanned()
                && campaign.status() != CampaignStatus.PAUSED
                && !isEarly(campaign, now)
                && progress.stats().inFlight() > 0;
    }

    private static boolean isEarly(Campaign campaign, Instant now) {
        Instant scheduledAt = campaign.scheduledAt();
        return campaign.status() != CampaignStatus.CANCELLED && scheduledAt != null && scheduledAt.isAfter(now);
    }

    private static List<Wait> waits(
            CampaignProgress progress,
            Survey survey,
            List<Throttle> throttles,
            @Nullable List<Group> groups,
            Instant now) {
        Campaign campaign = progress.campaign();
        CampaignStats stats = progress.stats();
        List<Wait> waits = new ArrayList<>();
        if (!campaign.isPlanned()) {
            waits.add(new Wait("plan", "its audience is being frozen, by a process of role publisher", null, null));
        }
        if (isEarly(campaign, now)) {
            waits.add(new Wait("schedule", "its time has not come", stats.inFlight(), campaign.scheduledAt()));
        }
        if (campaign.status() == CampaignStatus.PAUSED) {
            waits.add(new Wait("resume", "it is paused", stats.inFlight(), null));
        }
        if (isMoving(progress, now)) {
            workers(groups, waits);
            pace(stats, survey, throttles, waits);
            publishing(stats, survey, waits);
        }
        return waits;
    }

    private static void workers(@Nullable List<Group> groups, List<Wait> waits) {
        if (groups == null) {
            waits.add(new Wait("broker", "no Kafka broker answers", null, null));
            return;
        }
        for (Group group : groups) {
            if (group.members() == 0) {
                waits.add(new Wait(
                        "workers",
                        "no process of role %s takes part; %d records wait for one"
                                .formatted(group.role(), group.lag()),
                        null,
                        null));
            } else if (group.lag() > 0) {
                waits.add(new Wait(
                        "lag",
                        "%d records, of this and other campaigns, wait for role %s"
                                .formatted(group.lag(), group.role()),
                        null,
                        null));
            }
        }
    }

    private static void pace(CampaignStats stats, Survey survey, List<Throttle> throttles, List<Wait> waits) {
        long limited = survey.reasons().stream()
                .filter(reason -> reason.status() == DeliveryStatus.POSTPONED
                        && PostponeReason.ofCode(reason.error()) == PostponeReason.RATE_LIMIT)
                .mapToLong(Reason::count)
                .sum();
        for (Throttle limit : throttles) {
            // Which domains a campaign writes to shows only in messages that had to wait.
            if (limited > 0 || !limit.scope().equals("domain")) {
                waits.add(new Wait(
                        "rate_limit",
                        "%s %s may send %d messages a second".formatted(limit.scope(), limit.name(), limit.perSecond()),
                        limited == 0 ? null : (Long) limited,
                        null));
            }
        }
        long failed = stats.retrying();
        if (failed > 0) {
            waits.add(new Wait(
                    "retries", "messages that failed for now are tried again", failed, survey.nextAttemptAt()));
        }
    }

    private static void publishing(CampaignStats stats, Survey survey, List<Wait> waits) {
        long unpublished = stats.audience() - stats.published();
        long onTheirWay = stats.underway();
        if (unpublished > 0) {
            waits.add(
                    onTheirWay > 0
                            ? new Wait(
                                    "window",
                                    "%d leads are on their way; the next follow as those are settled"
                                            .formatted(onTheirWay),
                                    unpublished,
                                    null)
                            : new Wait(
                                    "workers",
                                    "its next chunks are to be published, by a process of role publisher",
                                    unpublished,
                                    null));
        }
        long uncounted = survey.settled() - stats.settled();
        if (uncounted > 0) {
            waits.add(new Wait(
                    "stats", "leads that are settled are to be counted, by a process of role stats", uncounted, null));
        }
    }

    private static List<Group> groups(List<GroupSummary> summaries) {
        Map<String, GroupSummary> byId =
                summaries.stream().collect(Collectors.toMap(GroupSummary::group, Function.identity()));
        return Arrays.stream(PipelineGroup.values())
                .map(group -> {
                    GroupSummary summary = byId.get(group.id());
                    return summary == null
                            ? new Group(group.id(), group.role(), 0, 0)
                            : new Group(group.id(), group.role(), summary.members(), summary.lag());
                })
                .toList();
    }

    private static List<Throttle> throttles(Campaign campaign, List<Limit> limits) {
        List<Throttle> throttles = new ArrayList<>();
        Integer maxRate = campaign.maxRate();
        if (maxRate != null) {
            throttles.add(new Throttle("campaign", campaign.id(), maxRate));
        }
        for (Limit limit : limits) {
            if (limit.scope() == Scope.DOMAIN) {
                throttles.add(new Throttle("domain", limit.name(), limit.perSecond()));
            } else if (limit.name().equals(campaign.channel())) {
                throttles.add(new Throttle("channel", limit.name(), limit.perSecond()));
            }
        }
        return throttles;
    }

    private static ErrorCount errorCount(Reason reason) {
        return new ErrorCount(reason.status().code(), reason.text(), reason.count());
    }
}
