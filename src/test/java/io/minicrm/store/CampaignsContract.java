package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignFilter;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.campaign.CampaignPosition;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.problem.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's campaigns. */
public abstract class CampaignsContract {

    private static final Duration TTL = Duration.ofSeconds(10);

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void aStoredCampaignIsReadBackUnchanged() {
        Campaign campaign = PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, NOW, "key-" + newId());

        store().campaigns().create(campaign);

        assertThat(store().campaigns().find(campaign.id())).contains(campaign);
        assertThat(store().campaigns().findAll(List.of(campaign.id(), "nobody")))
                .containsExactly(campaign);
        assertThat(store().campaigns()
                        .findByIdempotencyKey(String.valueOf(campaign.origin().idempotencyKey())))
                .contains(campaign);
        assertThat(store().campaigns().find("nobody")).isEmpty();
    }

    @Test
    void theSecondCampaignOfAKeyIsTheFirstOne() {
        String key = "key-" + newId();
        Campaign first = PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, key);

        store().campaigns().create(first);
        Campaign second =
                store().campaigns().create(PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, key));

        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void ofManyRequestsOfOneKeyAtOnceOneMakesTheCampaign() throws Exception {
        String key = "key-" + newId();

        Set<String> ids = new HashSet<>();
        for (Campaign campaign : atOnce(
                8,
                _ -> repeated(() -> store().campaigns()
                        .create(PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, key))))) {
            ids.add(campaign.id());
        }

        assertThat(ids).hasSize(1);
        assertThat(store().campaigns().findAll(ids)).hasSize(1);
    }

    @Test
    void everyListHasTheCampaignsThatMeetItsConditionsInItsOrder() {
        String segment = "segment-" + newId();
        List<Campaign> stored = listed(segment);
        stored.forEach(campaign -> store().campaigns().create(campaign));
        store().campaigns().create(PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, null));

        for (Set<CampaignPhase> phases : phases()) {
            for (String text : Arrays.asList(null, "SPRING", "%", "a_b", "[x]", "É", segment)) {
                var filter = new CampaignFilter(phases, segment, text);
                for (CampaignSort sort : CampaignSort.values()) {
                    assertThat(list(filter, sort, 100))
                            .as("%s by %s", filter, sort)
                            .extracting(Campaign::id)
                            .containsExactlyElementsOf(stored.stream()
                                    .filter(campaign -> filter.matches(campaign, NOW))
                                    .sorted(Comparator.comparing(CampaignPosition::of, sort.comparator()))
                                    .map(Campaign::id)
                                    .toList());
                }
            }
        }
    }

    @Test
    void pagesFollowEachOtherWithoutRepeatsAndGaps() {
        String segment = "segment-" + newId();
        listed(segment).forEach(campaign -> store().campaigns().create(campaign));
        var filter = new CampaignFilter(Set.of(), segment, null);

        for (CampaignSort sort : CampaignSort.values()) {
            for (int size : List.of(1, 2, 3)) {
                assertThat(list(filter, sort, size)).as("%s, %d", sort, size).isEqualTo(list(filter, sort, 100));
            }
        }
    }

    @Test
    void theOtherListsAreNotAskedForASegment() {
        Campaign campaign = PlannedCampaign.unplanned(newId(), CampaignStatus.PAUSED, null, null);
        store().campaigns().create(campaign);

        var all = new CampaignQuery(CampaignFilter.ALL, CampaignSort.NEWEST, null, NOW, 10_000);
        assertThat(store().campaigns().list(all)).contains(campaign);
        var byId = new CampaignFilter(
                Set.of(CampaignPhase.PAUSED), null, campaign.id().toUpperCase(Locale.ROOT));
        assertThat(list(byId, CampaignSort.NAME, 10)).containsExactly(campaign);
    }

    /** Names that are equal, differ in case, or sort and match in odd ways. */
    protected List<String> names() {
        return List.of("Spring", "spring", "Spring", "100 % wool", "a_b", "axb", "[x]", "\uFFFD", "\uD83D\uDE00", "é");
    }

    /** Campaigns of every phase and every name. */
    private List<Campaign> listed(String segment) {
        List<Campaign> campaigns = new ArrayList<>();
        for (String name : names()) {
            campaigns.add(listed(segment, name).build());
        }
        Instant later = NOW.plusSeconds(1);
        campaigns.add(listed(segment, "Other").scheduledAt(later).build());
        campaigns.add(listed(segment, "Other")
                .scheduledAt(later)
                .audienceTime(AudienceTime.AT_START)
                .build());
        campaigns.add(listed(segment, "Other")
                .scheduledAt(NOW)
                .audienceTime(AudienceTime.AT_START)
                .build());
        campaigns.add(listed(segment, "Other").plannedAt(NOW).build());
        campaigns.add(listed(segment, "Other").plannedAt(NOW).scheduledAt(NOW).build());
        campaigns.add(listed(segment, "Other").plannedAt(NOW).scheduledAt(later).build());
        for (CampaignStatus status : CampaignStatus.values()) {
            campaigns.add(listed(segment, "Other").plannedAt(NOW).status(status).build());
        }
        return campaigns;
    }

    private static TestCampaign listed(String segment, String name) {
        return TestCampaign.withId(newId()).createdAt(NOW).segmentId(segment).name(name);
    }

    private static List<Set<CampaignPhase>> phases() {
        List<Set<CampaignPhase>> phases = new ArrayList<>(List.of(
                Set.of(),
                EnumSet.of(CampaignPhase.PLANNING, CampaignPhase.SCHEDULED, CampaignPhase.QUEUED),
                EnumSet.of(CampaignPhase.SCHEDULED, CampaignPhase.RUNNING, CampaignPhase.CANCELLED),
                EnumSet.allOf(CampaignPhase.class)));
        for (CampaignPhase phase : CampaignPhase.values()) {
            phases.add(EnumSet.of(phase));
        }
        return phases;
    }

    private List<Campaign> list(CampaignFilter filter, CampaignSort sort, int pageSize) {
        List<Campaign> all = new ArrayList<>();
        CampaignPosition after = null;
        List<Campaign> page;
        do {
            page = store().campaigns().list(new CampaignQuery(filter, sort, after, NOW, pageSize));
            all.addAll(page);
            after = page.isEmpty() ? null : CampaignPosition.of(page.getLast());
        } while (after != null);
        return all;
    }

    @Test
    void campaignsAreCountedByStatus() {
        Map<CampaignStatus, Long> before = store().campaigns().countByStatus();

        store().campaigns().create(PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, null));
        store().campaigns().create(PlannedCampaign.unplanned(newId(), CampaignStatus.QUEUED, null, null));
        store().campaigns().create(PlannedCampaign.unplanned(newId(), CampaignStatus.PAUSED, null, null));

        Map<CampaignStatus, Long> after = store().campaigns().countByStatus();
        assertThat(after.get(CampaignStatus.QUEUED) - before.getOrDefault(CampaignStatus.QUEUED, 0L))
                .isEqualTo(2);
        assertThat(after.get(CampaignStatus.PAUSED) - before.getOrDefault(CampaignStatus.PAUSED, 0L))
                .isOne();
        assertThat(after.values()).doesNotContain(0L);
    }

    @Test
    void aLeaseKeepsOthersAwayUntilItEndsOrIsGivenBack() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 5);

        assertThat(leased("a-" + campaign.id(), NOW, campaign)).isTrue();
        assertThat(leased("b-" + campaign.id(), NOW.plusSeconds(5), campaign)).isFalse();
        assertThat(leased("a-" + campaign.id(), NOW.plusSeconds(8), campaign)).isTrue();
        assertThat(leased("b-" + campaign.id(), NOW.plusSeconds(12), campaign)).isFalse();
        assertThat(leased("b-" + campaign.id(), NOW.plusSeconds(19), campaign)).isTrue();

        assertThat(leased("c-" + campaign.id(), NOW.minusSeconds(40), campaign))
                .as("a clock that differs a little")
                .isFalse();
        assertThat(leased("c-" + campaign.id(), NOW.minusSeconds(3_600), campaign))
                .as("the lease of a clock that was ahead by an hour")
                .isTrue();
        assertThat(leased("b-" + campaign.id(), NOW.plusSeconds(19), campaign)).isTrue();

        store().campaigns().release("b-" + campaign.id());

        assertThat(leased("a-" + campaign.id(), NOW.plusSeconds(20), campaign)).isTrue();
    }

    @Test
    void ofManyOwnersAtOnceOneHasTheLease() throws Exception {
        List<PlannedCampaign> campaigns = IntStream.range(0, 20)
                .mapToObj(i -> new PlannedCampaign(store(), 5))
                .toList();

        List<String> leased = atOnce(
                        8,
                        number -> store().campaigns()
                                .lease("owner-" + number + campaigns.getFirst().id(), NOW, TTL, 10_000))
                .stream()
                .flatMap(List::stream)
                .map(Campaign::id)
                .toList();

        assertThat(campaigns)
                .allSatisfy(campaign ->
                        assertThat(leased).filteredOn(campaign.id()::equals).hasSize(1));
    }

    @Test
    void aCampaignWhoseAudienceIsFrozenAtItsStartIsLeasedThen() {
        Instant later = NOW.plusSeconds(60);
        var atStart = TestCampaign.withId(newId())
                .createdAt(NOW)
                .scheduledAt(later)
                .audienceTime(AudienceTime.AT_START)
                .status(CampaignStatus.QUEUED);
        Campaign waiting = store().campaigns().create(atStart.build());
        String owner = "owner-" + newId();

        assertThat(store().campaigns().find(waiting.id())).contains(waiting);
        assertThat(store().campaigns().lease(owner, later.minusMillis(1), TTL, 10_000))
                .extracting(Campaign::id)
                .doesNotContain(waiting.id());
        assertThat(store().campaigns().lease(owner, later, TTL, 10_000))
                .extracting(Campaign::id)
                .contains(waiting.id());
        store().campaigns().release(owner);
    }

    @Test
    void onlyCampaignsThatNeedAPublisherAreLeased() {
        Instant later = NOW.plusSeconds(60);
        PlannedCampaign scheduled = new PlannedCampaign(store(), 5, CampaignStatus.QUEUED, later);
        PlannedCampaign paused = new PlannedCampaign(store(), 5, CampaignStatus.PAUSED, null);
        PlannedCampaign cancelled = new PlannedCampaign(store(), 5, CampaignStatus.CANCELLED, later);
        PlannedCampaign completed = new PlannedCampaign(store(), 0);
        String owner = "owner-" + newId();

        Set<String> leased = Set.copyOf(store().campaigns().lease(owner, NOW, TTL, 10_000).stream()
                .map(Campaign::id)
                .toList());

        assertThat(leased).contains(cancelled.id()).doesNotContain(scheduled.id(), paused.id(), completed.id());
        assertThat(leased(owner, later, scheduled)).isTrue();
    }

    @Test
    void aCampaignChangesOnlyFromItsPresentStatus() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 5);

        assertThat(store().campaigns().move(campaign.id(), Set.of(CampaignStatus.PAUSED), CampaignStatus.RUNNING, NOW))
                .isFalse();
        assertThat(store().campaigns().move(campaign.id(), Set.of(CampaignStatus.QUEUED), CampaignStatus.PAUSED, NOW))
                .isTrue();
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(store().campaigns().move("nobody", Set.of(CampaignStatus.QUEUED), CampaignStatus.PAUSED, NOW))
                .isFalse();
    }

    @Test
    void aChangeThatNoStatusAllowsIsRefused() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 5, CampaignStatus.CANCELLED, null);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().campaigns()
                        .move(campaign.id(), Set.of(CampaignStatus.CANCELLED), CampaignStatus.RUNNING, NOW));
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.CANCELLED);
    }

    @Test
    void theLastCompletedCampaignsOfAChannelAreFound() {
        String channel = "channel-" + newId();
        Instant finished = NOW.minusSeconds(100);
        String first = finished(channel, CampaignStatus.COMPLETED, 1_000, null, finished);
        String second = finished(channel, CampaignStatus.COMPLETED, 5_000, null, finished.plusSeconds(10));
        String third = finished(channel, CampaignStatus.COMPLETED, 5_000, null, finished.plusSeconds(20));
        finished(channel, CampaignStatus.COMPLETED, 999, null, finished.plusSeconds(30));
        finished(channel, CampaignStatus.COMPLETED, 5_000, 50, finished.plusSeconds(31));
        finished(channel, CampaignStatus.CANCELLED, 5_000, null, finished.plusSeconds(32));
        finished("another-" + channel, CampaignStatus.COMPLETED, 5_000, null, finished.plusSeconds(33));
        finished(channel, CampaignStatus.COMPLETED, 5_000, null, NOW);

        assertThat(store().campaigns().lastCompleted(channel, 1_000, NOW, 10))
                .extracting(Campaign::id)
                .containsExactly(third, second, first);
        assertThat(store().campaigns().lastCompleted(channel, 1_000, NOW, 2))
                .extracting(Campaign::id)
                .containsExactly(third, second);
    }

    @Test
    void theRateIsChangedAndLifted() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 5);

        assertThat(store().campaigns().limitRate(campaign.id(), 50)).isTrue();
        assertThat(campaign.stored().maxRate()).isEqualTo(50);
        assertThat(store().campaigns().limitRate(campaign.id(), null)).isTrue();
        assertThat(campaign.stored().maxRate()).isNull();
        assertThat(store().campaigns().limitRate("nobody", 50)).isFalse();
    }

    @Test
    void nameRateAndStartAreChangedInOneStep() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 5, CampaignStatus.QUEUED, NOW.plusSeconds(60));
        var all = new CampaignChange(
                "Summer", new CampaignChange.NewRate(7), new CampaignChange.NewStart(NOW.plusSeconds(90), NOW));

        assertThat(store().campaigns().change(campaign.id(), all, Precondition.none()))
                .isTrue();
        assertThat(campaign.stored().content().name()).isEqualTo("Summer");
        assertThat(campaign.stored().maxRate()).isEqualTo(7);
        assertThat(campaign.stored().scheduledAt()).isEqualTo(NOW.plusSeconds(90));

        var late = new CampaignChange(
                "Autumn", null, new CampaignChange.NewStart(NOW.plusSeconds(200), NOW.plusSeconds(90)));
        assertThat(store().campaigns().change(campaign.id(), late, Precondition.none()))
                .isFalse();
        assertThat(store().campaigns().change(campaign.id(), late, Conditional.is(campaign.stored())))
                .isFalse();
        assertThat(campaign.stored().content().name()).isEqualTo("Summer");

        var nothing = new CampaignChange(null, null, null);
        assertThat(store().campaigns().change(campaign.id(), nothing, Precondition.none()))
                .isTrue();
        assertThat(store().campaigns().change("nobody", nothing, Precondition.none()))
                .isFalse();
        var now = new CampaignChange(null, null, new CampaignChange.NewStart(null, NOW));
        assertThat(store().campaigns().change(campaign.id(), now, Conditional.is(campaign.stored())))
                .isTrue();
        assertThat(campaign.stored().scheduledAt()).isNull();
    }

    /** As a client does whose request was answered with 503: a server may refuse one of two writes that conflict. */
    private <T> T repeated(Supplier<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.get();
            } catch (RuntimeException failure) {
                if (attempt == 10 || !store().isUnavailable(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** The results of the same call in this many threads that start together. */
    private static <T> List<T> atOnce(int threads, IntFunction<T> act) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<T> results = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<T>> acts = IntStream.range(0, threads)
                    .<Callable<T>>mapToObj(number -> () -> {
                        start.await();
                        return act.apply(number);
                    })
                    .toList();
            for (var result : pool.invokeAll(acts)) {
                results.add(result.get());
            }
        }
        return results;
    }

    private boolean leased(String owner, Instant now, PlannedCampaign campaign) {
        return store().campaigns().lease(owner, now, TTL, 10_000).stream()
                .anyMatch(leased -> leased.id().equals(campaign.id()));
    }

    private String finished(
            String channel, CampaignStatus status, long audience, @Nullable Integer maxRate, Instant finishedAt) {
        return store().campaigns()
                .create(TestCampaign.withId(newId())
                        .channel(channel)
                        .status(status)
                        .audience(audience)
                        .maxRate(maxRate)
                        .plannedAt(NOW.minusSeconds(200))
                        .startedAt(NOW.minusSeconds(190))
                        .finishedAt(finishedAt)
                        .build())
                .id();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
