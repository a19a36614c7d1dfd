package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.chunk.Chunk;
import io.minicrm.gate.Limits;
import io.minicrm.gate.Limits.Limit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes planned chunks to {@code campaign.jobs}. Each round leases the campaigns that are due and gives each a
 * turn: its next chunks, up to the size of its window. The backlog therefore stays in the store and Kafka holds little
 * of it, so a small campaign never queues behind a million leads of another.
 *
 * <p>The window counts what the pipeline is busy with. Messages that wait in the store for a later time, because a gate
 * postponed them or their next attempt is more than a minute away, are outside it, so a slow domain does not hold up
 * the rest of its campaign. They have a generous limit of their own. Limits of the whole campaign or its channel are
 * different: whatever is published would only be postponed, so there everything unsettled counts.
 *
 * <p>Example: a window of 20,000 and a domain that takes 10 messages per second, half of 100,000 leads. The first
 * 20,000 leads are published. A second later 10,000 of them are sent and nearly 10,000 postponed; both have left the
 * window, and the next 20,000 follow. After five such turns all others are sent and some 50,000 leads of the slow
 * domain wait in the store.
 *
 * <p>Chunks are published first and marked after. A crash in between publishes them again: the same messages, which
 * claims make harmless. The leases of a dead publisher expire and its campaigns continue elsewhere.
 */
public final class ChunkPublisher implements Supplier<Duration>, AutoCloseable {

    /** The most leads of one campaign that the pipeline may be busy with; {@link SendWindow} chooses the number. */
    public static final int DEFAULT_WINDOW = 20_000;

    /** The most leads of one campaign that may wait in the store for a later time. */
    public static final int MAX_WAITING = 500_000;

    private static final Logger log = LoggerFactory.getLogger(ChunkPublisher.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int MAX_LEASES = 1_000;
    private static final int LEADS_PER_TURN = 4_000;
    private static final int DUE_CHUNKS_PER_TURN = 50;
    private static final Duration LIMITED_WINDOW = Duration.ofSeconds(4);

    /**
     * By then every sender goes by a changed limit: they read the limits every two seconds, and clocks differ a little.
     */
    private static final Duration SENDERS_FOLLOW = Duration.ofSeconds(4);

    /** When postponed messages are recalled after a change of pace. */
    private static final List<Duration> RECALLS =
            Stream.of(0, 4, 10, 30, 60, 120).map(Duration::ofSeconds).toList();

    /** How often messages are looked for that were written by a clock that was ahead. */
    private static final Duration CLOCKS_ARE_COMPARED_EVERY = Duration.ofSeconds(30);

    private static final Duration APPROVAL_IS_ASKED_EVERY = Duration.ofSeconds(3);
    private static final Duration ANY_TIME = Duration.ofDays(3_650);
    private static final Duration WHEN_BUSY = Duration.ofMillis(20);
    private static final Duration WHEN_WAITING = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(400);

    /** Tallies are sums over all chunks of a campaign: the larger it is, the less often they are worth a look. */
    private static final int WAIT_TO_LOOK = 50;

    private static final Duration WHEN_IDLE = Duration.ofMillis(300);

    private final String owner;
    private final Ports ports;
    private final Consumer<List<ChunkJob>> jobs;
    private final int window;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ThreadFactory threads;
    private final Map<String, SendWindow> windows = new HashMap<>();
    private final Map<String, Followed> paces = new HashMap<>();
    private final Map<String, Long> unapproved = new HashMap<>();
    private final Map<String, Long> compared = new HashMap<>();
    private final Set<String> planning = ConcurrentHashMap.newKeySet();

    /**
     * What a publisher works with.
     *
     * @param planner plans the campaigns that have no plan yet
     * @param approvals decides which campaigns may begin
     */
    public record Ports(
            Campaigns campaigns,
            Plans plans,
            Tallies tallies,
            Limits limits,
            Planner planner,
            ApprovalRule approvals) {}

    /** The limits that decide how fast a campaign is sent. When they change, its postponed messages become due. */
    private record Pace(Optional<Integer> maxRate, Set<Limit> limits) {}

    /**
     * The pace that a campaign follows.
     *
     * @param since when this publisher saw it first; null if that was its first look, so that nothing is known to have
     *     changed
     * @param sinceNanos the same on the clock that never jumps
     * @param recalls how often postponed messages were made due since then
     */
    private record Followed(Pace pace, @Nullable Instant since, long sinceNanos, int recalls) {

        boolean isRecallDue(long nowNanos) {
            return recalls < RECALLS.size()
                    && nowNanos - sinceNanos >= RECALLS.get(recalls).toNanos();
        }

        Followed recalled() {
            return new Followed(pace, since, sinceNanos, recalls + 1);
        }
    }

    /**
     * @param owner names this process in the leases
     * @param jobs publishes jobs, and returns once the broker has them all
     * @param window see {@link #DEFAULT_WINDOW}
     */
    public ChunkPublisher(String owner, Ports ports, Consumer<List<ChunkJob>> jobs, int window, Clock clock) {
        this(owner, ports, jobs, window, WorkerEnvironment.of(clock));
    }

    ChunkPublisher(
            String owner, Ports ports, Consumer<List<ChunkJob>> jobs, int window, WorkerEnvironment environment) {
        this.owner = owner;
        this.ports = ports;
        this.jobs = jobs;
        this.window = window;
        this.clock = environment.clock();
        this.nanoTime = environment.nanoTime();
        this.threads = environment.threads();
    }

    /** One round over all campaigns that are due. */
    @Override
    public Duration get() {
        List<Campaign> leased = ports.campaigns().lease(owner, clock.instant(), LEASE, MAX_LEASES);
        if (leased.isEmpty()) {
            return WHEN_IDLE;
        }
        leased.stream().filter(campaign -> !campaign.isPlanned()).forEach(this::plan);
        List<Campaign> planned = leased.stream().filter(Campaign::isPlanned).toList();
        long begun = nanoTime.getAsLong();
        Map<String, CampaignStats> stats = stats(planned);
        Duration look = Duration.ofNanos(nanoTime.getAsLong() - begun);
        Set<Limit> limits = Set.copyOf(ports.limits().all());
        windows.keySet().retainAll(stats.keySet());
        paces.keySet().retainAll(stats.keySet());
        unapproved.keySet().retainAll(stats.keySet());
        compared.keySet().retainAll(stats.keySet());
        int published = 0;
        for (Campaign campaign : planned) {
            CampaignStats numbers = stats.get(campaign.id());
            if (numbers != null) {
                followPace(campaign, numbers, limits);
                recallAhead(campaign, numbers);
                published += publishNext(campaign, numbers, limits) + publishDue(campaign);
            }
        }
        return published > 0 ? WHEN_BUSY : waitAfter(look);
    }

    private static Duration waitAfter(Duration look) {
        Duration wait = look.multipliedBy(WAIT_TO_LOOK);
        if (wait.compareTo(WHEN_WAITING) < 0) {
            return WHEN_WAITING;
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private Map<String, CampaignStats> stats(List<Campaign> planned) {
        return ports.tallies().stats(planned.stream().map(Campaign::id).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(CampaignStats::campaignId, Function.identity()));
    }

    /**
     * A limit that was raised or lifted takes effect at once, also for messages that were postponed for minutes. For a
     * moment senders still go by the old limits, and their receipts take a while to arrive; later recalls catch those
     * messages. A message that was judged by the new limits is never recalled.
     */
    private void followPace(Campaign campaign, CampaignStats stats, Set<Limit> limits) {
        Pace pace = new Pace(Optional.ofNullable(campaign.maxRate()), limits);
        Followed followed = paces.get(campaign.id());
        if (followed == null) {
            followed = new Followed(pace, null, nanoTime.getAsLong(), 0);
        } else if (!followed.pace().equals(pace)) {
            followed = new Followed(pace, clock.instant(), nanoTime.getAsLong(), 0);
        }
        paces.put(campaign.id(), followed);
        Instant since = followed.since();
        if (since != null && followed.isRecallDue(nanoTime.getAsLong())) {
            if (stats.postponed() > 0) {
                ports.plans().recallPostponed(campaign.id(), since.plus(SENDERS_FOLLOW), clock.instant());
            }
            // Only now: a recall that fails is repeated in the next round.
            paces.put(campaign.id(), followed.recalled());
        }
    }

    /**
     * The times at which messages are due are those of the wall clock, because another process, after a restart, has to
     * understand them. If a process's clock was ahead by an hour for a while, its messages would wait for that hour.
     */
    private void recallAhead(Campaign campaign, CampaignStats stats) {
        long now = nanoTime.getAsLong();
        Long last = compared.putIfAbsent(campaign.id(), now);
        if (last != null && now - last >= CLOCKS_ARE_COMPARED_EVERY.toNanos()) {
            if (stats.waiting() > 0) {
                Instant time = clock.instant();
                ports.plans().recallAhead(campaign.id(), time.plus(Campaigns.CLOCKS_DIFFER), time);
            }
            compared.put(campaign.id(), now);
        }
    }

    private int publishNext(Campaign campaign, CampaignStats stats, Set<Limit> limits) {
        long room = Math.min(room(campaign, stats, limits), LEADS_PER_TURN);
        if (room <= 0 || stats.published() >= stats.audience() || waitsForApproval(campaign)) {
            return 0;
        }
        int limit = (int) Math.ceilDiv(room, campaign.chunkSize());
        List<Chunk> next = ports.plans().unpublished(campaign.id(), limit);
        if (next.isEmpty()) {
            return 0;
        }
        jobs.accept(next.stream().map(ChunkJob::of).toList());
        ports.plans().markPublished(campaign.id(), next, clock.instant());
        return next.size();
    }

    /** Asks every few seconds, because a digest is made of the whole plan. */
    private boolean waitsForApproval(Campaign campaign) {
        long now = nanoTime.getAsLong();
        Long asked = unapproved.get(campaign.id());
        if (asked != null && now - asked < APPROVAL_IS_ASKED_EVERY.toNanos()) {
            return true;
        }
        boolean missing = ports.approvals().isMissing(campaign);
        if (missing) {
            unapproved.put(campaign.id(), now);
        } else {
            unapproved.remove(campaign.id());
        }
        return missing;
    }

    /** How many more leads of the campaign may be published now; not above 0 if none. */
    private long room(Campaign campaign, CampaignStats stats, Set<Limit> limits) {
        long now = nanoTime.getAsLong();
        int size = windows.computeIfAbsent(campaign.id(), id -> new SendWindow(window, stats.settled(), now))
                .size(stats.settled(), stats.underway() > 0, now);
        long room = Math.min(size - stats.underway(), MAX_WAITING - stats.waiting());
        if (campaign.status() == CampaignStatus.CANCELLED) {
            return room;
        }
        // In a campaign that was moved here, more may be settled than has been published.
        long unsettled = Math.max(0, stats.published() - stats.settled());
        long limited = Math.min(limitedWindow(campaign.maxRate()), limitedWindow(channelLimit(campaign, limits)));
        return Math.min(room, limited - unsettled);
    }

    private static @Nullable Integer channelLimit(Campaign campaign, Set<Limit> limits) {
        return limits.stream()
                .filter(limit ->
                        limit.scope() == Limits.Scope.CHANNEL && limit.name().equals(campaign.channel()))
                .map(Limit::perSecond)
                .findFirst()
                .orElse(null);
    }

    /** A campaign with a limit needs no more unsettled messages than it can send in a few seconds. */
    private static long limitedWindow(@Nullable Integer perSecond) {
        return perSecond == null ? Long.MAX_VALUE : perSecond * LIMITED_WINDOW.toSeconds();
    }

    private int publishDue(Campaign campaign) {
        Instant now = clock.instant();
        // The messages of a cancelled campaign are only skipped, so there is no point in waiting for their time.
        Instant dueBy = campaign.status() == CampaignStatus.CANCELLED ? now.plus(ANY_TIME) : now;
        List<ChunkJob> due = ports.plans().takeDue(campaign.id(), dueBy, now, DUE_CHUNKS_PER_TURN);
        if (!due.isEmpty()) {
            jobs.accept(due);
        }
        return due.size();
    }

    /** Plans in a thread of its own, so that a large audience does not delay the turns of others. */
    private void plan(Campaign campaign) {
        if (planning.add(campaign.id())) {
            Thread thread = threads.newThread(() -> planNow(campaign));
            thread.setName("plan-" + campaign.id());
            thread.start();
        }
    }

    private void planNow(Campaign campaign) {
        Instant begun = clock.instant();
        try {
            ports.planner().plan(campaign);
            log.info("Planned {} in {}", campaign.id(), Duration.between(begun, clock.instant()));
        } catch (RuntimeException failure) {
            log.warn("Cannot plan {}; trying again: {}", campaign.id(), failure.toString());
        } finally {
            planning.remove(campaign.id());
        }
    }

    /** Gives the leases back, so that another publisher need not wait for them to expire. */
    @Override
    public void close() {
        ports.campaigns().release(owner);
    }
}
