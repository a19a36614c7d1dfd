package io.minicrm.launch;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.chunk.ChunkingStats;
import io.minicrm.delivery.Planner;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates campaigns: checks the order, counts the audience, chooses the chunk size, and stores the campaign and, if the
 * audience is small, its plan.
 *
 * <p>An order with an idempotency key may be repeated, also after a crash in between. Example: the process dies after
 * it stored the campaign and before it stored the plan. The repeated order finds the campaign by its key and stores the
 * plan. If it is never repeated, the publisher stores the plan.
 */
public final class CampaignLauncher {

    /** The largest audience that is planned before the launch returns. The publisher plans larger ones. */
    public static final long MAX_PLANNED_AT_ONCE = 10_000;

    private final OrderCheck check;
    private final SegmentCounter counter;
    private final Campaigns campaigns;
    private final Planner planner;
    private final ProcessingTime processingTime;
    private final Clock clock;
    private final CampaignIds ids = new CampaignIds();

    public CampaignLauncher(
            OrderCheck check,
            SegmentCounter counter,
            Campaigns campaigns,
            Planner planner,
            ProcessingTime processingTime,
            Clock clock) {
        this.check = check;
        this.counter = counter;
        this.campaigns = campaigns;
        this.planner = planner;
        this.processingTime = processingTime;
        this.clock = clock;
    }

    /**
     * A created campaign.
     *
     * @param campaign as stored; it has its plan if the audience is small
     * @param estimate how long it will probably take once it runs
     */
    public record Launched(Campaign campaign, Duration estimate) {}

    /**
     * Creates the campaign, or finds the one that an order with the same idempotency key created.
     *
     * @throws InvalidCampaignException if the order is not valid
     * @throws IdempotencyConflictException if the key was used for a different order
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
        OrderCheck.Checked checked = check.order(order, clock.instant());
        return launched(sameRequest(campaigns.create(campaign(order, checked, hash)), key, hash));
    }

    /** The campaign that an order with this idempotency key created. */
    Optional<Launched> launched(String key) {
        return campaigns.findByIdempotencyKey(key).map(this::launched);
    }

    /**
     * The campaign that an order would create. Stores nothing.
     *
     * @throws InvalidCampaignException if the order is not valid
     */
    Campaign draft(CampaignOrder order) {
        return campaign(order, check.order(order, clock.instant()), RequestHash.of(order));
    }

    /** How long a campaign will probably take once it runs. */
    Duration estimate(Campaign campaign) {
        return processingTime.of(campaign);
    }

    private Campaign campaign(CampaignOrder order, OrderCheck.Checked checked, String hash) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Segment segment = checked.segment();
        long leads = counter.count(segment, now.atZone(clock.getZone()));
        int chunkSize = check.chunkSize(order, leads);
        String key = order.idempotencyKey();
        return new Campaign(
                ids.next(now),
                new Content(
                        checked.name(),
                        segment.id(),
                        segment.rule(),
                        checked.template(),
                        order.headers(),
                        checked.channel(),
                        checked.duplicateAddresses()),
                new Pace(chunkSize, order.maxRate()),
                checked.schedule(),
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
        if (!campaign.isPlanned()
                && campaign.status().isOpen()
                && campaign.audience() <= MAX_PLANNED_AT_ONCE
                && !campaign.schedule().freezesLater(clock.instant())) {
            planner.plan(campaign);
            planned = campaigns.find(campaign.id()).orElse(campaign);
        }
        return new Launched(planned, processingTime.of(planned));
    }
}
