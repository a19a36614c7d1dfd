package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.StalledChunks.Republished;
import io.minicrm.gate.PostponeReason;
import io.minicrm.progress.Diagnosis.Group;
import io.minicrm.progress.Diagnosis.RateLimit;
import io.minicrm.progress.Diagnosis.RateLimitScope;
import io.minicrm.progress.Diagnosis.Wait;
import io.minicrm.progress.LimitLoads.Load;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects everything that a campaign waits for; see {@link Diagnosis}. */
final class Waits {

    private static final String PUBLISHER = "publisher";
    private static final String STATS = "stats";

    private final CampaignProgress progress;
    private final Unsettled unsettled;
    private final List<Wait> found = new ArrayList<>();

    private Waits(CampaignProgress progress, Unsettled unsettled) {
        this.progress = progress;
        this.unsettled = unsettled;
    }

    /**
     * @param limits those that apply to the campaign
     * @param loads what happens to the limits of channels and domains
     * @param groups null if Kafka cannot be reached
     */
    static List<Wait> of(
            CampaignReading reading,
            List<RateLimit> limits,
            List<Load> loads,
            @Nullable List<Group> groups,
            Instant now) {
        CampaignProgress progress = reading.progress();
        var waits = new Waits(progress, reading.unsettled());
        waits.addWhatAPersonDecides(now);
        if (reading.waitsForApproval()) {
            waits.addApproval();
        } else if (mayMove(progress, now)) {
            waits.addWorkers(groups);
            waits.addRateLimits(limits, loads);
            waits.addPostponed();
            waits.addRetries();
            waits.addUnpublished();
            waits.addUncounted();
            waits.addRepublished(reading.republished());
            waits.addOutcomes();
        }
        return List.copyOf(waits.found);
    }

    /** True if leads are left, and neither the plan, the schedule nor a person holds them back. */
    static boolean mayMove(CampaignProgress progress, Instant now) {
        Campaign campaign = progress.campaign();
        return campaign.isPlanned()
                && campaign.status() != CampaignStatus.PAUSED
                && !isEarly(campaign, now)
                && progress.stats().inFlight() > 0;
    }

    private static boolean isEarly(Campaign campaign, Instant now) {
        return campaign.status() != CampaignStatus.CANCELLED
                && campaign.schedule().isEarly(now);
    }

    private void addWhatAPersonDecides(Instant now) {
        Campaign campaign = progress.campaign();
        long inFlight = progress.stats().inFlight();
        if (!campaign.isPlanned()
                && !(isEarly(campaign, now) && campaign.schedule().freezesLater(now))) {
            add(WaitReason.PLAN, "its audience is being frozen by a process with the role " + PUBLISHER, null, null);
        }
        if (isEarly(campaign, now)) {
            add(WaitReason.SCHEDULE, "its scheduled time has not come", inFlight, campaign.scheduledAt());
        }
        if (campaign.status() == CampaignStatus.PAUSED) {
            add(WaitReason.RESUME, "it is paused", inFlight, null);
        }
    }

    private void addApproval() {
        long audience = progress.stats().audience();
        String detail = "it waits for approval: its audience of %,d leads needs the consent of a second person";
        add(WaitReason.APPROVAL, String.format(Locale.ROOT, detail, audience), audience, null);
    }

    private void addWorkers(@Nullable List<Group> groups) {
        if (groups == null) {
            add(WaitReason.BROKER, "Kafka cannot be reached", null, null);
            return;
        }
        for (Group group : groups) {
            if (group.members() == 0) {
                String detail = "no process with the role %s is running; %s for one"
                        .formatted(group.role(), group.lag() == 1 ? "1 record waits" : group.lag() + " records wait");
                add(WaitReason.WORKERS, detail, null, null);
            } else if (group.lag() > 0) {
                String records = group.lag() == 1 ? "1 record" : group.lag() + " records";
                String detail =
                        "the role %s has %s of this and other campaigns to read".formatted(group.role(), records);
                add(WaitReason.LAG, detail, null, null);
            }
        }
    }

    /**
     * Each postponed message names the channel's or domain's limit that it waits for; the others wait for the
     * campaign's own. The counts are some seconds old, so that at first it may not be known which limit it is.
     */
    private void addRateLimits(List<RateLimit> limits, List<Load> loads) {
        long limited = unsettled.postponed().stream()
                .filter(reason -> PostponeReason.ofCode(reason.error()) == PostponeReason.RATE_LIMIT)
                .mapToLong(Reason::count)
                .sum();
        String id = progress.campaign().id();
        long attributed = loads.stream().mapToLong(load -> load.messagesOf(id)).sum();
        for (RateLimit limit : limits) {
            Load load = loads.stream()
                    .filter(each -> limit.isOf(each.limit()))
                    .findFirst()
                    .orElse(null);
            long waiting = limited;
            if (attributed > 0) {
                waiting = load == null ? Math.max(0, limited - attributed) : load.messagesOf(id);
            }
            // The domains that a campaign sends to are only known from its postponed messages.
            if (waiting > 0 || limit.scope() != RateLimitScope.DOMAIN) {
                add(WaitReason.RATE_LIMIT, detail(limit, load), waiting == 0 ? null : (Long) waiting, null);
            }
        }
    }

    private static String detail(RateLimit limit, @Nullable Load load) {
        String detail = "%s is limited to %d %s per second"
                .formatted(
                        limit.scope() == RateLimitScope.CAMPAIGN
                                ? "it"
                                : "the %s %s".formatted(limit.scope().code(), limit.name()),
                        limit.perSecond(),
                        limit.perSecond() == 1 ? "message" : "messages");
        return load == null || load.perSecond() == 0
                ? detail
                : String.format(Locale.ROOT, "%s; %.1f of all campaigns pass now", detail, load.perSecond());
    }

    private void addPostponed() {
        for (Reason reason : unsettled.postponed()) {
            PostponeReason why = PostponeReason.ofCode(reason.error());
            if (why != null && why != PostponeReason.RATE_LIMIT) {
                add(
                        WaitReason.POSTPONED,
                        "messages were postponed (%s) and will be tried again".formatted(why.text()),
                        reason.count(),
                        unsettled.nextAttemptAt());
            }
        }
    }

    private void addRetries() {
        long retrying = progress.stats().retrying();
        if (retrying > 0) {
            String detail = "messages that failed wait for their next attempt";
            add(WaitReason.RETRIES, detail, retrying, unsettled.nextAttemptAt());
        }
    }

    private void addUnpublished() {
        CampaignStats stats = progress.stats();
        long unpublished = stats.audience() - stats.published();
        if (unpublished <= 0) {
            return;
        }
        if (stats.underway() > 0) {
            String detail =
                    "%d leads are being processed; the next ones follow as these settle".formatted(stats.underway());
            add(WaitReason.WINDOW, detail, unpublished, null);
        } else if (stats.waiting() >= ChunkPublisher.MAX_WAITING) {
            String detail = "%d leads wait for a later time; the next ones follow when these are sent"
                    .formatted(stats.waiting());
            add(WaitReason.WINDOW, detail, unpublished, null);
        } else {
            String detail = "its next chunks have to be published by a process with the role " + PUBLISHER;
            add(WaitReason.WORKERS, detail, unpublished, null);
        }
    }

    private void addUncounted() {
        if (unsettled.uncounted() > 0) {
            String detail = "settled leads have to be counted by a process with the role " + STATS;
            add(WaitReason.STATS, detail, unsettled.uncounted(), null);
        }
    }

    private void addRepublished(Republished republished) {
        Instant lastAt = republished.lastAt();
        if (lastAt != null) {
            String detail =
                    "the records of %d chunks had vanished from Kafka; they were published again, the last at %s"
                            .formatted(republished.chunks(), lastAt.truncatedTo(ChronoUnit.SECONDS));
            add(WaitReason.REPUBLISHED, detail, null, null);
        }
    }

    /** The last resort: as long as something is left to do, there is something that the campaign waits for. */
    private void addOutcomes() {
        if (found.isEmpty()) {
            String detail = "messages are with their provider or on the way; those that do not move although Kafka has"
                    + " nothing of them left to read are published again";
            add(WaitReason.OUTCOME, detail, progress.stats().inFlight(), null);
        }
    }

    private void add(WaitReason what, String detail, @Nullable Long leads, @Nullable Instant until) {
        found.add(new Wait(what, detail, leads, until));
    }
}
