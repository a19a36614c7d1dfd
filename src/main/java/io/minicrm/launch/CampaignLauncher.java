package io.minicrm.launch;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.chunk.ChunkingStats;
import io.minicrm.delivery.Planner;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import io.minicrm.template.MessageHeader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes campaigns: checks what is asked for, counts the audience, chooses the chunk size, stores the campaign and, where the
 * audience is small, its plan. Safe to repeat under an idempotency key, also after a crash halfway.
 */
public final class CampaignLauncher {

    /** The channel of campaigns that name none. */
    public static final String DEFAULT_CHANNEL = "simulator";

    /** The largest audience that is planned before the launch returns; the publisher plans larger ones right after. */
    public static final long MAX_PLANNED_AT_ONCE = 10_000;

    private final Segments segments;
    private final Audience audience;
    private final Campaigns campaigns;
    private final Planner planner;
    private final ChunkPolicy policy;
    private final OrderCheck check;
    private final ProcessingTime processingTime;
    private final Clock clock;
    private final CampaignIds ids = new CampaignIds();

    /**
     * @param channels the names of the channels that campaigns can choose
     */
    public CampaignLauncher(
            Segments segments,
            Audience audience,
            Campaigns campaigns,
            Planner planner,
            ChunkPolicy policy,
            Set<String> channels,
            ProcessingTime processingTime,
            Clock clock) {
        this.segments = segments;
        this.audience = audience;
        this.campaigns = campaigns;
        this.planner = planner;
        this.policy = policy;
        this.check = new OrderCheck(policy, channels);
        this.processingTime = processingTime;
        this.clock = clock;
    }

    /**
     * A campaign that has been made.
     *
     * @param campaign as stored; its plan is whole where the audience is small
     * @param estimate how long it is expected to take once it runs
     */
    public record Launched(Campaign campaign, Duration estimate) {}

    /**
     * Makes the campaign, or finds the one that the same request made before.
     *
     * @throws InvalidCampaignException when something asked for cannot be
     * @throws IdempotencyConflictException when the key was used for another request
     */
    public Launched launch(CampaignOrder order) {
        String key = order.idempotencyKey();
        String hash = RequestHash.of(order);
        if (key != null) {
            check.key(key);
            var earlier = campaigns.findByIdempotencyKey(key);
            if (earlier.isPresent()) {
                return launched(sameRequest(earlier.get(), key, hash));
            }
        }
        OrderCheck.Checked checked = check.order(order, segments::find);
        return launched(sameRequest(campaigns.create(campaign(order, checked, hash)), key, hash));
    }

    private Campaign campaign(CampaignOrder order, OrderCheck.Checked checked, String hash) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Segment segment = checked.segment();
        long leads = audience.count(segment.rule(), now);
        Integer asked = order.chunkSize();
        int chunkSize = asked == null ? policy.sizeFor(leads) : asked;
        String key = order.idempotencyKey();
        return new Campaign(
                ids.next(now),
                new Content(
                        checked.name(),
                        segment.id(),
                        segment.rule(),
                        checked.template(),
                        MessageHeader.SUBJECT.with(order.subject()),
                        checked.channel()),
                new Pace(chunkSize, order.maxRate()),
                new Schedule(order.scheduledAt()),
                new Origin(order.createdBy(), now, key, key == null ? null : hash),
                Progress.queued(leads, ChunkingStats.of(leads, chunkSize).totalChunks()));
    }

    private static Campaign sameRequest(Campaign campaign, @Nullable String key, String hash) {
        if (key != null && !hash.equals(campaign.origin().requestHash())) {
            throw new IdempotencyConflictException(key, campaign.id());
        }
        return campaign;
    }

    private Launched launched(Campaign campaign) {
        Campaign planned = campaign;
        if (!campaign.isPlanned() && campaign.status().isOpen() && campaign.audience() <= MAX_PLANNED_AT_ONCE) {
            planner.plan(campaign);
            planned = campaigns.find(campaign.id()).orElse(campaign);
        }
        return new Launched(planned, processingTime.of(planned));
    }
}
