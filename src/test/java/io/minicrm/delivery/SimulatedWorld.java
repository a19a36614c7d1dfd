package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignFilter;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.kafka.GroupPosition;
import io.minicrm.kafka.SimulatedKafka;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.memory.MemoryStore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What outlives the processes of a simulation: store, cluster, providers, clock. It also checks what must always hold. */
final class SimulatedWorld {

    static final int LEADS = 50;
    static final String WITH_KEYS = "simulator";
    static final String WITHOUT_KEYS = "mail";
    private static final int HUGE = 6_000;

    final RandomGenerator random;
    final MutableClock clock = new MutableClock();
    final SimulatedFaults faults;
    final MemoryStore store = new MemoryStore(clock);
    final SimulatedKafka kafka;
    final SimulatedProvider withKeys;
    final SimulatedProvider withoutKeys;
    final Map<String, Channel> channels;
    final DeliveryObserver observer = new SimulatedProcess.Unobserved();
    /** How often a person had a message retried although it might have been sent. */
    private final Map<MessageKey, Integer> retriedUnknown = new HashMap<>();
    /** By campaign, the leads of its plan. */
    private final Map<String, Set<String>> plans = new HashMap<>();

    SimulatedWorld(RandomGenerator random) {
        this.random = random;
        this.faults = new SimulatedFaults(random);
        this.kafka = new SimulatedKafka(random, faults::strikes);
        this.withKeys = new SimulatedProvider(WITH_KEYS, true, faults, random);
        this.withoutKeys = new SimulatedProvider(WITHOUT_KEYS, false, faults, random);
        this.channels = Map.of(WITH_KEYS, withKeys, WITHOUT_KEYS, withoutKeys);
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < LEADS; i++) {
            leads.add(lead("lead-%03d".formatted(i)));
        }
        store.leads().upsert(leads);
    }

    private Lead lead(String id) {
        int kind = random.nextInt(40);
        return new Lead(
                id,
                "Ann",
                kind == 0 ? null : SimulatedProvider.addressOf(id),
                null,
                kind == 1,
                Attributes.of(Map.of("note", kind == 2 ? "x".repeat(HUGE) : "short")),
                MutableClock.START);
    }

    Campaign create(int number) {
        return store.campaigns()
                .create(TestCampaign.withId("campaign-" + number)
                        .channel(random.nextBoolean() ? WITH_KEYS : WITHOUT_KEYS)
                        .template("Hi {{name}}, {{note}}")
                        .chunkSize(5 + random.nextInt(LEADS))
                        .createdAt(clock.instant())
                        .build());
    }

    List<Campaign> campaigns() {
        return store.campaigns()
                .list(new CampaignQuery(
                        CampaignFilter.ALL, CampaignSort.NEWEST, null, clock.instant(), Integer.MAX_VALUE));
    }

    Optional<PipelineReading> positions() {
        Map<PipelineGroup, List<GroupPosition>> positions = new EnumMap<>(PipelineGroup.class);
        SimulatedProcess.topics().forEach((group, topic) -> positions.put(group, kafka.positions(group.id(), topic)));
        return Optional.of(new PipelineReading(positions));
    }

    private SimulatedProvider provider(Campaign campaign) {
        return campaign.channel().equals(WITH_KEYS) ? withKeys : withoutKeys;
    }

    /** A person has everything retried that failed or is unknown. */
    void retry(Campaign campaign) {
        store.deliveries().page(campaign.id(), DeliveryStatus.UNKNOWN, null, Integer.MAX_VALUE).stream()
                .forEach(row -> retriedUnknown.merge(row.key(), 1, Integer::sum));
        store.deliveries()
                .reopen(campaign.id(), Set.of(DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN), clock.instant());
    }

    /** Checks what must hold at every moment. */
    void check() {
        campaigns().forEach(this::check);
    }

    private void check(Campaign campaign) {
        if (!campaign.isPlanned()) {
            return;
        }
        Set<String> plan = plan(campaign);
        CampaignStats stats = store.tallies().stats(Set.of(campaign.id())).getFirst();
        require(campaign.audience() == plan.size(), campaign, "audience is not the plan", stats);
        require(isConsistent(stats), campaign, "numbers do not add up", stats);
        SimulatedProvider provider = provider(campaign);
        long settled = 0;
        for (Delivery row : store.deliveries().page(campaign.id(), null, null, Integer.MAX_VALUE)) {
            require(plan.contains(row.leadId()), campaign, "a stranger is in the log", row);
            require(
                    !row.status().isSent() || provider.received(row.key()) > 0,
                    campaign,
                    "sent, but the provider never accepted it",
                    row);
            require(
                    row.status() != DeliveryStatus.UNKNOWN || !provider.isIdempotent() || isNotSentAgain(row),
                    campaign,
                    "unknown on a channel with keys",
                    row);
            require(
                    provider.received(row.key()) <= 1 + retriedUnknown.getOrDefault(row.key(), 0),
                    campaign,
                    "received twice",
                    row);
            settled += row.status().isSettled() ? 1 : 0;
        }
        require(
                campaign.status() != CampaignStatus.COMPLETED || settled == plan.size(),
                campaign,
                "completed with open messages",
                stats);
    }

    /** Where repeats are dropped, only a message that may not be sent any more stays unknown. */
    private static boolean isNotSentAgain(Delivery row) {
        return row.error() != null && row.error().contains("not sent again");
    }

    private Set<String> plan(Campaign campaign) {
        return plans.computeIfAbsent(campaign.id(), id -> {
            Set<String> leads = new TreeSet<>();
            for (int index = 0; index < campaign.chunks(); index++) {
                var place = new PlannedChunk.Place(id, index);
                PlannedChunk chunk = store.plans().at(List.of(place)).get(place);
                if (chunk != null) {
                    leads.addAll(chunk.leadIds());
                }
            }
            return leads;
        });
    }

    private static boolean isConsistent(CampaignStats stats) {
        long unclaimed = stats.audience() - stats.settled() - stats.sending() - stats.retrying() - stats.postponed();
        return stats.sent() >= stats.delivered() + stats.bounced()
                && stats.inFlight() >= 0
                && unclaimed >= 0
                && stats.published() <= stats.audience()
                && stats.deferred() <= stats.retrying();
    }

    private static void require(boolean holds, Campaign campaign, String problem, @Nullable Object about) {
        if (!holds) {
            throw new SimulationError("%s (%s): %s: %s".formatted(campaign.id(), campaign.channel(), problem, about));
        }
    }

    /** Checks what must hold once everything has come to rest. */
    void checkEnd(boolean wasCalm) {
        check();
        for (Campaign campaign : campaigns()) {
            CampaignStats stats = store.tallies().stats(Set.of(campaign.id())).getFirst();
            List<Delivery> rows = store.deliveries().page(campaign.id(), null, null, Integer.MAX_VALUE);
            require(rows.size() == campaign.audience(), campaign, "leads without an end", stats);
            require(rows.stream().allMatch(row -> row.status().isSettled()), campaign, "not settled", stats);
            for (Delivery row : rows) {
                require(
                        row.status() != DeliveryStatus.SKIPPED
                                || provider(campaign).received(row.key()) == 0,
                        campaign,
                        "skipped, but the provider accepted it",
                        row);
            }
            require(stats.settled() == campaign.audience(), campaign, "the tallies miss some", stats);
            if (wasCalm) {
                checkCalm(campaign, stats, rows);
            }
        }
    }

    /** Without faults, everybody is sent to once. */
    private void checkCalm(Campaign campaign, CampaignStats stats, List<Delivery> rows) {
        require(stats.failed() + stats.unknown() == 0, campaign, "failures without a fault", stats);
        for (Delivery row : rows) {
            int calls = provider(campaign).calls.getOrDefault(row.key(), 0);
            require(calls == (row.status().isSent() ? 1 : 0), campaign, calls + " calls without a fault", row);
        }
    }
}
