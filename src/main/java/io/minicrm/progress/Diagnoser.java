package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.delivery.ApprovalRule;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.progress.Diagnosis.ErrorCount;
import io.minicrm.progress.Diagnosis.Group;
import io.minicrm.progress.Diagnosis.RateLimit;
import io.minicrm.progress.Diagnosis.RateLimitScope;
import io.minicrm.progress.LimitLoads.Load;
import java.time.Clock;
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
 * Finds out why a campaign is where it is.
 *
 * <p>What a campaign waits for is derived from four readings: its status and numbers, its messages under way, the rate
 * limits, and the consumer groups of the pipeline. Several reasons may apply; all are listed, in pipeline order.
 *
 * <p>Example: 1,000 leads, 300 published of which 100 are sent, 150 postponed by a rate limit and 50 being sent; no
 * receipts worker runs. The campaign waits for {@code workers} (receipts), {@code rate_limit} (150 leads) and
 * {@code window} (700 leads).
 */
public final class Diagnoser {

    private static final Duration MEASURED_OVER = Duration.ofSeconds(10);
    private static final int MAX_REASONS = 50;

    private final ProgressSource progress;
    private final Deliveries deliveries;
    private final StalledChunks stalledChunks;
    private final LimitLoads loads;
    private final ApprovalRule approvals;
    private final TopicInspector inspector;
    private final Clock clock;

    /** What a diagnosis reads from the store. */
    public record Ports(Deliveries deliveries, StalledChunks stalledChunks, LimitLoads loads, ApprovalRule approvals) {}

    public Diagnoser(ProgressSource progress, Ports ports, TopicInspector inspector, Clock clock) {
        this.progress = progress;
        this.deliveries = ports.deliveries();
        this.stalledChunks = ports.stalledChunks();
        this.loads = ports.loads();
        this.approvals = ports.approvals();
        this.inspector = inspector;
        this.clock = clock;
    }

    /**
     * Says what a campaign waits for.
     *
     * @throws CampaignNotFoundException if there is no such campaign
     */
    public CampaignWaits waits(String campaignId) {
        return waits(read(campaignId), loads.all(), groups(), clock.instant());
    }

    /**
     * Diagnoses a campaign. This looks through all of its messages: about a second per million.
     *
     * @throws CampaignNotFoundException if there is no such campaign
     */
    public Diagnosis diagnose(String campaignId) {
        CampaignReading read = read(campaignId);
        Instant now = clock.instant();
        Survey survey = deliveries.survey(campaignId, now.minus(MEASURED_OVER), MAX_REASONS);
        return of(read, survey, waits(read, loads.all(), groups(), now), now);
    }

    private CampaignReading read(String campaignId) {
        CampaignProgress read = progress.get(campaignId);
        return new CampaignReading(
                read,
                deliveries.unsettled(campaignId),
                stalledChunks.republished(campaignId),
                approvals.isMissing(read.campaign()));
    }

    /** Null if Kafka cannot be reached, which is part of the diagnosis. */
    private @Nullable List<GroupSummary> groups() {
        try {
            return inspector.groups(Duration.ZERO);
        } catch (BrokerUnreachableException unreachable) {
            return null;
        }
    }

    /** @param summaries null if Kafka cannot be reached */
    static CampaignWaits waits(
            CampaignReading reading, List<Load> loads, @Nullable List<GroupSummary> summaries, Instant now) {
        Campaign campaign = reading.progress().campaign();
        List<Group> groups = summaries == null ? null : groups(summaries);
        List<RateLimit> applying = applying(loads, campaign);
        return new CampaignWaits(
                campaign.id(),
                CampaignPhase.of(campaign, now),
                Waits.of(reading, applying, loads, groups, now),
                reading.progress().stats(),
                applying,
                groups);
    }

    static Diagnosis of(CampaignReading reading, Survey survey, CampaignWaits waits, Instant now) {
        CampaignProgress progress = reading.progress();
        double rate = (double) survey.claimed() / MEASURED_OVER.toSeconds();
        Long seconds = Waits.mayMove(progress, now) && survey.claimed() > 0
                ? (Long) (long) Math.ceil(progress.stats().inFlight() / rate)
                : null;
        return new Diagnosis(
                waits.campaignId(),
                waits.status(),
                waits.waitingFor(),
                waits.stats(),
                rate,
                seconds,
                seconds == null ? null : now.plusSeconds(seconds),
                waits.limits(),
                waits.groups(),
                survey.reasons().stream().map(Diagnoser::errorCount).toList());
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

    private static List<RateLimit> applying(List<Load> loads, Campaign campaign) {
        List<RateLimit> applying = new ArrayList<>();
        Integer maxRate = campaign.maxRate();
        if (maxRate != null) {
            applying.add(new RateLimit(RateLimitScope.CAMPAIGN, campaign.id(), maxRate));
        }
        for (Load load : loads) {
            Limit limit = load.limit();
            switch (limit.scope()) {
                case DOMAIN -> applying.add(new RateLimit(RateLimitScope.DOMAIN, limit.name(), limit.perSecond()));
                case CHANNEL -> {
                    if (limit.name().equals(campaign.channel())) {
                        applying.add(new RateLimit(RateLimitScope.CHANNEL, limit.name(), limit.perSecond()));
                    }
                }
            }
        }
        return applying;
    }

    private static ErrorCount errorCount(Reason reason) {
        return new ErrorCount(reason.status(), reason.text(), reason.count());
    }
}
