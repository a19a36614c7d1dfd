package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.chunk.Chunk;
import io.minicrm.kafka.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings planned chunks onto {@code campaign.jobs}. Each round it leases the campaigns that are due, and gives each a turn: its next
 * chunks, as far as its window has room. At most a few seconds' worth of a campaign's leads is on its way, so the deep backlog stands in the store
 * and Kafka holds a shallow one; a small campaign never queues behind a million leads of another.
 *
 * <p>Chunks are published first and marked after, so a crash in between publishes them again: the same messages, which claims make
 * harmless. A dead publisher's leases run out and its campaigns go on elsewhere.
 */
public final class ChunkPublisher implements Supplier<Duration>, AutoCloseable {

    /** Leads of one campaign that may be published and not settled, at most; {@link SendWindow} says how many. */
    public static final int DEFAULT_WINDOW = 20_000;

    private static final Logger log = LoggerFactory.getLogger(ChunkPublisher.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int MAX_LEASES = 1_000;
    private static final int LEADS_A_TURN = 4_000;
    private static final int RETRY_CHUNKS_A_TURN = 50;
    private static final Duration LIMITED_WINDOW = Duration.ofSeconds(4);
    private static final Duration ALL_RETRIES = Duration.ofDays(3_650);
    private static final Duration WHEN_BUSY = Duration.ofMillis(20);
    private static final Duration WHEN_WAITING = Duration.ofMillis(100);
    private static final Duration WHEN_IDLE = Duration.ofMillis(300);

    private final String owner;
    private final Campaigns campaigns;
    private final Plans plans;
    private final Tallies tallies;
    private final Planner planner;
    private final Publisher publisher;
    private final Limits limits;
    private final int window;
    private final Clock clock;
    private final Map<String, SendWindow> windows = new HashMap<>();
    private final Set<String> planning = ConcurrentHashMap.newKeySet();

    /**
     * @param owner names this process in the leases
     * @param window see {@link #DEFAULT_WINDOW}
     */
    public ChunkPublisher(
            String owner,
            Campaigns campaigns,
            Plans plans,
            Tallies tallies,
            Planner planner,
            Publisher publisher,
            Limits limits,
            int window,
            Clock clock) {
        this.owner = owner;
        this.campaigns = campaigns;
        this.plans = plans;
        this.tallies = tallies;
        this.planner = planner;
        this.publisher = publisher;
        this.limits = limits;
        this.window = window;
        this.clock = clock;
    }

    /** One round over all campaigns that are due. */
    @Override
    public Duration get() {
        List<Campaign> leased = campaigns.lease(owner, clock.instant(), LEASE, MAX_LEASES);
        if (leased.isEmpty()) {
            return WHEN_IDLE;
        }
        leased.stream().filter(campaign -> !campaign.isPlanned()).forEach(this::plan);
        List<Campaign> planned = leased.stream().filter(Campaign::isPlanned).toList();
        Map<String, CampaignStats> stats = stats(planned);
        Map<String, Integer> channelLimits = channelLimits();
        windows.keySet().retainAll(stats.keySet());
        int published = 0;
        for (Campaign campaign : planned) {
            CampaignStats standing = stats.get(campaign.id());
            if (standing != null) {
                published += publishNext(campaign, standing, channelLimits.get(campaign.channel()))
                        + publishRetries(campaign);
            }
        }
        return published > 0 ? WHEN_BUSY : WHEN_WAITING;
    }

    private Map<String, CampaignStats> stats(List<Campaign> planned) {
        return tallies.stats(planned.stream().map(Campaign::id).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(CampaignStats::campaignId, Function.identity()));
    }

    private Map<String, Integer> channelLimits() {
        return limits.all().stream()
                .filter(limit -> limit.scope() == Limits.Scope.CHANNEL)
                .collect(Collectors.toMap(Limits.Limit::name, Limits.Limit::perSecond));
    }

    private int publishNext(Campaign campaign, CampaignStats stats, @Nullable Integer channelLimit) {
        long onTheirWay = stats.published() - stats.settled();
        long room = Math.min(windowOf(campaign, stats, channelLimit) - onTheirWay, LEADS_A_TURN);
        if (room <= 0 || stats.published() >= stats.audience()) {
            return 0;
        }
        int limit = (int) Math.ceilDiv(room, campaign.chunkSize());
        List<Chunk> next = plans.unpublished(campaign.id(), limit);
        if (next.isEmpty()) {
            return 0;
        }
        publisher.sendAll(PipelineTopics.JOBS, next.stream().map(ChunkJob::of).toList());
        plans.markPublished(campaign.id(), next, clock.instant());
        return next.size();
    }

    /** A campaign with a limit needs no more on its way than it can send in a few seconds. */
    private long windowOf(Campaign campaign, CampaignStats stats, @Nullable Integer channelLimit) {
        long now = System.nanoTime();
        int ofCampaign = windows.computeIfAbsent(campaign.id(), id -> new SendWindow(window, stats.settled(), now))
                .size(stats.settled(), stats.published() > stats.settled(), now);
        if (campaign.status() == CampaignStatus.CANCELLED) {
            return ofCampaign;
        }
        return Math.min(ofCampaign, Math.min(windowOf(campaign.maxRate()), windowOf(channelLimit)));
    }

    private static long windowOf(@Nullable Integer perSecond) {
        return perSecond == null ? Long.MAX_VALUE : perSecond * LIMITED_WINDOW.toSeconds();
    }

    private int publishRetries(Campaign campaign) {
        Instant now = clock.instant();
        // What is cancelled will only be skipped: there is no point in waiting for its time.
        Instant dueBy = campaign.status() == CampaignStatus.CANCELLED ? now.plus(ALL_RETRIES) : now;
        List<ChunkJob> due = plans.takeDueRetries(campaign.id(), dueBy, now, RETRY_CHUNKS_A_TURN);
        if (!due.isEmpty()) {
            publisher.sendAll(PipelineTopics.JOBS, due);
        }
        return due.size();
    }

    /** Plans aside, so that a large audience does not hold up the turns of the others. */
    private void plan(Campaign campaign) {
        if (planning.add(campaign.id())) {
            Thread.ofVirtual().name("plan-" + campaign.id()).start(() -> {
                Instant begun = clock.instant();
                try {
                    planner.plan(campaign);
                    log.info("Planned {} in {}", campaign.id(), Duration.between(begun, clock.instant()));
                } catch (RuntimeException failure) {
                    log.warn("Cannot plan {} and try again: {}", campaign.id(), failure.toString());
                } finally {
                    planning.remove(campaign.id());
                }
            });
        }
    }

    /** Gives the leases back, so that another publisher need not wait for them to run out. */
    @Override
    public void close() {
        campaigns.release(owner);
    }
}
