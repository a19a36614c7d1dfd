package io.minicrm.launch;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignChange.NewRate;
import io.minicrm.campaign.CampaignChange.NewStart;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Tallies;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.Precondition;
import io.minicrm.text.Blank;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person can do with a campaign after it was created. Every caller (HTTP, command line, front end) comes through
 * here.
 *
 * <p>All workers follow within two seconds. Each method may be repeated: a campaign that already has the wanted status
 * is left as it is. Each throws {@link CampaignNotFoundException} if there is no such campaign and
 * {@link CampaignStatusConflictException} if the campaign's status does not allow the change. A precondition is checked
 * in one atomic step with the change.
 */
public final class CampaignControl {

    /** The messages that can be sent again. */
    public static final Set<DeliveryStatus> RETRYABLE =
            Collections.unmodifiableSet(EnumSet.of(DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN));

    /** How long before its start a campaign can be moved at the latest. */
    static final Duration LAST_MOVE = Duration.ofSeconds(5);

    private final Campaigns campaigns;
    private final Deliveries deliveries;
    private final Tallies tallies;
    private final Clock clock;

    public CampaignControl(Campaigns campaigns, Deliveries deliveries, Tallies tallies, Clock clock) {
        this.campaigns = campaigns;
        this.deliveries = deliveries;
        this.tallies = tallies;
        this.clock = clock;
    }

    /** Stops sending until the campaign is resumed. Messages that are already with their provider are finished. */
    public void pause(String id, Precondition<Campaign> precondition) {
        change(id, CampaignStatus.PAUSED.predecessors(), CampaignStatus.PAUSED, precondition);
    }

    /** The same, whatever is stored. */
    public void pause(String id) {
        pause(id, Precondition.none());
    }

    /** Continues after a pause. A campaign that is not paused is left as it is. */
    public void resume(String id, Precondition<Campaign> precondition) {
        Campaign campaign = find(id);
        precondition.check(campaign);
        if (campaign.status() == CampaignStatus.QUEUED || campaign.status() == CampaignStatus.RUNNING) {
            return;
        }
        CampaignStatus next = campaign.startedAt() == null ? CampaignStatus.QUEUED : CampaignStatus.RUNNING;
        change(id, EnumSet.of(CampaignStatus.PAUSED), next, precondition);
    }

    /** The same, whatever is stored. */
    public void resume(String id) {
        resume(id, Precondition.none());
    }

    /** Ends the campaign. Messages that have not been sent are skipped. */
    public void cancel(String id, Precondition<Campaign> precondition) {
        change(id, CampaignStatus.CANCELLED.predecessors(), CampaignStatus.CANCELLED, precondition);
    }

    /** The same, whatever is stored. */
    public void cancel(String id) {
        cancel(id, Precondition.none());
    }

    /**
     * Sends settled messages again, with their attempts counted from the start. A completed campaign runs again. An
     * {@code unknown} message may have arrived, so the lead may get it twice.
     *
     * @param statuses one or more of {@link #RETRYABLE}
     * @return the number of messages that are sent again
     */
    public long retry(String id, Set<DeliveryStatus> statuses) {
        if (statuses.isEmpty() || !RETRYABLE.containsAll(statuses)) {
            throw invalid("statuses", "must be one or more of " + RETRYABLE);
        }
        Campaign campaign = find(id);
        if (campaign.status() == CampaignStatus.CANCELLED) {
            throw new CampaignStatusConflictException(id, campaign.status(), "retried");
        }
        return deliveries.reopen(id, statuses, clock.instant());
    }

    /**
     * Changes the name, how fast the campaign is sent, or when it begins. The start can be moved until
     * {@link #LAST_MOVE} before it, because a publisher that has read the former time may begin until then.
     *
     * @throws CampaignStatusConflictException if the start cannot be moved any more
     */
    public void change(String id, Changes changes, Precondition<Campaign> precondition) {
        Instant now = clock.instant();
        changes.check(now);
        if (campaigns.change(id, changes.of(now), precondition)) {
            return;
        }
        Campaign campaign = find(id);
        throw new CampaignStatusConflictException(
                id,
                "has begun, or begins within %d seconds; its scheduled_at (%s) cannot be changed any more"
                        .formatted(
                                LAST_MOVE.toSeconds(),
                                campaign.scheduledAt() == null ? "now" : campaign.scheduledAt()));
    }

    /**
     * What changes of a campaign; null: that stays.
     *
     * @param rate messages per second, 1 or more, or no limit
     */
    public record Changes(
            @Nullable String name,
            @Nullable NewRate rate,
            @Nullable NewTime time) {

        /** @param scheduledAt null: now */
        public record NewTime(@Nullable Instant scheduledAt) {}

        private void check(Instant now) {
            List<FieldProblem> problems = new ArrayList<>();
            if (name != null && Blank.is(name)) {
                problems.add(new FieldProblem("name", "is empty"));
            } else if (name != null && name.codePointCount(0, name.length()) > OrderCheck.MAX_NAME_LENGTH) {
                problems.add(new FieldProblem(
                        "name",
                        "has %d characters; the limit is %d"
                                .formatted(name.codePointCount(0, name.length()), OrderCheck.MAX_NAME_LENGTH)));
            }
            Integer maxRate = rate == null ? null : rate.maxRate();
            if (maxRate != null && maxRate < 1) {
                problems.add(new FieldProblem("max_rate", "must be a whole number, 1 or more, or null for no limit"));
            }
            InputFault fault = problems.isEmpty() ? InputFault.CONFLICT : InputFault.INVALID;
            Instant at = time == null ? null : time.scheduledAt();
            if (at != null && at.isBefore(now.minus(OrderCheck.JUST_PASSED))) {
                problems.add(
                        new FieldProblem("scheduled_at", "is in the past; give a time in the future, or null for now"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidCampaignException(fault, problems);
            }
        }

        private CampaignChange of(Instant now) {
            return new CampaignChange(
                    name, rate, time == null ? null : new NewStart(time.scheduledAt(), now.plus(LAST_MOVE)));
        }
    }

    /**
     * Has every message of the campaign counted again, soon. Unfinished campaigns are recounted every minute anyway.
     */
    public void recount(String id) {
        find(id);
        tallies.touch(id);
    }

    private void change(String id, Set<CampaignStatus> from, CampaignStatus to, Precondition<Campaign> precondition) {
        if (campaigns.move(id, from, to, clock.instant(), precondition)) {
            return;
        }
        Campaign campaign = find(id);
        if (campaign.status() != to) {
            throw new CampaignStatusConflictException(id, campaign.status(), participle(to));
        }
    }

    private static String participle(CampaignStatus to) {
        return switch (to) {
            case PAUSED -> "paused";
            case CANCELLED -> "cancelled";
            default -> "resumed";
        };
    }

    private Campaign find(String id) {
        return campaigns.find(id).orElseThrow(() -> new CampaignNotFoundException(id));
    }

    private static InvalidCampaignException invalid(String field, String problem) {
        return new InvalidCampaignException(List.of(new FieldProblem(field, problem)));
    }
}
