package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.chunk.Chunk;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.delivery.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's plans. */
public abstract class PlansContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void aPlanIsSeenOnlyOnceItIsWhole() {
        String id = unplanned();
        List<Chunk> chunks = chunks(id, 25);
        try (Plans.Draft draft = store().plans().begin(id)) {
            draft.append(chunks.subList(0, 2));
            assertThat(store().plans().unpublished(id, 10)).isEmpty();
            draft.append(chunks.subList(2, 3));
            assertThat(draft.complete(NOW)).isTrue();
        }

        assertThat(store().plans().unpublished(id, 10)).isEqualTo(chunks);
        assertThat(store().campaigns().find(id).orElseThrow()).satisfies(campaign -> {
            assertThat(campaign.progress().plannedAt()).isEqualTo(NOW);
            assertThat(campaign.audience()).isEqualTo(25);
            assertThat(campaign.chunks()).isEqualTo(3);
        });
    }

    @Test
    void aChunkIsFoundByItsPlaceWithItsLeadsAndDuplicates() {
        String id = unplanned();
        List<Chunk> chunks = chunks(id, 25);
        List<String> leads =
                chunks.stream().flatMap(chunk -> chunk.leadIds().stream()).toList();
        try (Plans.Draft draft = store().plans().begin(id)) {
            draft.append(chunks);
            draft.markDuplicates(List.of(leads.get(24), leads.get(3)));
            draft.markDuplicates(List.of(leads.get(0)));
            draft.complete(NOW);
        }
        String other = unplanned();
        List<Chunk> ofOther = chunks(other, 5);
        try (Plans.Draft draft = store().plans().begin(other)) {
            draft.append(ofOther);
            draft.complete(NOW);
        }

        assertThat(at(id, 0, 1, 2, 3, other, 0))
                .containsOnly(
                        planned(chunks.get(0), Set.of(leads.get(0), leads.get(3))),
                        planned(chunks.get(1), Set.of()),
                        planned(chunks.get(2), Set.of(leads.get(24))),
                        planned(ofOther.getFirst(), Set.of()));
        assertThat(store().plans().at(List.of())).isEmpty();
        assertThat(at(unplanned(), 0, "campaign-of-nobody", 0)).isEmpty();
        assertThat(store().plans().unpublished(id, 10)).isEqualTo(chunks);
    }

    /** Reads chunks: campaigns, each followed by its indexes. */
    private Map<Place, PlannedChunk> at(Object... campaignsAndIndexes) {
        List<Place> places = new ArrayList<>();
        String campaign = "";
        for (Object next : campaignsAndIndexes) {
            if (next instanceof Integer index) {
                places.add(new Place(campaign, index));
            } else {
                campaign = (String) next;
            }
        }
        return store().plans().at(places);
    }

    private static Map.Entry<Place, PlannedChunk> planned(Chunk chunk, Set<String> duplicates) {
        return Map.entry(
                new Place(chunk.campaignId(), chunk.index()),
                new PlannedChunk(chunk.jobId(), Set.copyOf(chunk.leadIds()), duplicates));
    }

    @Test
    void aDraftThatIsGivenUpLeavesNothing() {
        String id = unplanned();
        try (Plans.Draft draft = store().plans().begin(id)) {
            draft.append(chunks(id, 25));
        }

        assertThat(store().campaigns().find(id).orElseThrow().isPlanned()).isFalse();
        try (Plans.Draft draft = store().plans().begin(id)) {
            draft.append(chunks(id, 5));
            assertThat(draft.complete(NOW)).isTrue();
        }
        assertThat(store().plans().unpublished(id, 10)).hasSize(1);
    }

    @Test
    void aCampaignKeepsItsFirstPlan() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 25);

        try (Plans.Draft draft = store().plans().begin(campaign.id())) {
            draft.append(chunks(campaign.id(), 5));
            assertThat(draft.complete(NOW)).isFalse();
        }

        assertThat(store().plans().unpublished(campaign.id(), 10)).hasSize(3);
        assertThat(campaign.stored().audience()).isEqualTo(25);
    }

    @Test
    void ofSeveralDraftsAtOnceOneBecomesThePlanWhole() throws Exception {
        String id = unplanned();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Callable<Boolean>> planners = IntStream.rangeClosed(1, 4)
                .<Callable<Boolean>>mapToObj(number -> () -> {
                    start.await();
                    try (Plans.Draft draft = store().plans().begin(id)) {
                        draft.append(chunks(id, 100 * number));
                        return draft.complete(NOW);
                    }
                })
                .toList();

        int completed = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var planner : threads.invokeAll(planners)) {
                completed += planner.get() ? 1 : 0;
            }
        }

        assertThat(completed).isEqualTo(1);
        Campaign campaign = store().campaigns().find(id).orElseThrow();
        assertThat(store().plans().unpublished(id, 1_000)).hasSize(campaign.chunks());
        assertThat(store().plans().unpublished(id, 1_000).stream().flatMap(chunk -> chunk.leadIds().stream()))
                .hasSize((int) campaign.audience())
                .doesNotHaveDuplicates();
    }

    @Test
    void aCampaignWithoutAudienceIsCompletedByItsPlan() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 0);

        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
        assertThat(campaign.stored().finishedAt()).isEqualTo(NOW);
    }

    @Test
    void leadIdsComeBackAsTheyWere() {
        String id = unplanned();
        List<String> awkward = List.of("a,b", "a\"b", "a'b", "a{b}", "a\\b", "null", "ä ö", "\uD83D\uDE00");
        List<Chunk> chunks = Chunker.chunk(id, awkward, 100, NOW);
        try (Plans.Draft draft = store().plans().begin(id)) {
            draft.append(chunks);
            draft.complete(NOW);
        }

        assertThat(store().plans().unpublished(id, 1)).isEqualTo(chunks);
    }

    @Test
    void publishedChunksAreNotOfferedAgainAndTheCampaignRuns() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 45);
        List<Chunk> first = store().plans().unpublished(campaign.id(), 2);

        store().plans().markPublished(campaign.id(), first, NOW);
        store().plans().markPublished(campaign.id(), first, NOW.plusSeconds(1));

        assertThat(store().plans().unpublished(campaign.id(), 2))
                .extracting(Chunk::index)
                .containsExactly(2, 3);
        assertThat(campaign.stats().published()).isEqualTo(20);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.RUNNING);
        assertThat(campaign.stored().startedAt()).isEqualTo(NOW);
    }

    @Test
    void retriesThatAreDueComeAsJobsOfTheirChunkAndNotTwiceWithinAMinute() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 30);
        campaign.claim(0, 30, 1);
        campaign.apply(
                campaign.receipt(3, DeliveryStatus.RETRYING, 1),
                campaign.receipt(5, DeliveryStatus.RETRYING, 1),
                campaign.receipt(21, DeliveryStatus.RETRYING, 1),
                campaign.receipt(22, DeliveryStatus.SENT, 1));
        campaign.recount();

        assertThat(store().plans().takeDue(campaign.id(), NOW.minusSeconds(1), NOW, 10))
                .isEmpty();
        List<ChunkJob> due = store().plans().takeDue(campaign.id(), NOW, NOW, 10);
        assertThat(due).extracting(ChunkJob::chunkIndex).containsExactly(0, 2);
        assertThat(due).extracting(ChunkJob::round).containsOnly(2);
        assertThat(due.getFirst().leadIds()).containsExactly(PlannedCampaign.lead(3), PlannedCampaign.lead(5));
        assertThat(due.getFirst().jobId()).startsWith("job-" + campaign.id() + "-0-");

        assertThat(store().plans().takeDue(campaign.id(), NOW.plusSeconds(30), NOW.plusSeconds(30), 10))
                .isEmpty();
        assertThat(store().plans().takeDue(campaign.id(), NOW.plusSeconds(61), NOW.plusSeconds(61), 10))
                .hasSize(2);
    }

    @Test
    void messagesOfOneChunkInDifferentRoundsOrAttemptsComeAsJobsOfTheirOwn() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 10);
        campaign.claim(0, 10, 1);
        campaign.apply(
                campaign.receipt(1, DeliveryStatus.RETRYING, 1),
                campaign.receipt(2, DeliveryStatus.POSTPONED, 1),
                campaign.receipt(3, DeliveryStatus.POSTPONED, 7));
        campaign.recount();

        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10))
                .extracting(ChunkJob::leadIds, ChunkJob::round, ChunkJob::attempt)
                .containsExactlyInAnyOrder(
                        tuple(List.of(PlannedCampaign.lead(2)), 2, 1),
                        tuple(List.of(PlannedCampaign.lead(1)), 2, 2),
                        tuple(List.of(PlannedCampaign.lead(3)), 8, 1));
    }

    /** At 10,001 rounds a job could not be read any more, and its message was lost. */
    @Test
    void aMessageCanBePostponedAnyNumberOfTimesWithoutSpendingAnAttempt() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.POSTPONED, 100_000));
        campaign.recount();

        ChunkJob job = store().plans().takeDue(campaign.id(), NOW, NOW, 10).getFirst();

        assertThat(job.round()).isEqualTo(100_001);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(campaign.claim(0, 1, job.round())).containsExactly(new Claim.Granted(PastAttempts.NONE));
    }

    @Test
    void recalledMessagesAreDueAtOnceAndRetriesKeepTheirTime() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 30);
        campaign.claim(0, 30, 1);
        campaign.apply(
                campaign.receiptDueAt(1, DeliveryStatus.POSTPONED, NOW.plusSeconds(300)),
                campaign.receiptDueAt(2, DeliveryStatus.RETRYING, NOW.plusSeconds(300)),
                campaign.receiptDueAt(25, DeliveryStatus.POSTPONED, NOW.plusSeconds(600)));
        campaign.recount();
        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10)).isEmpty();

        store().plans().recallPostponed(campaign.id(), NOW, NOW);
        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10))
                .as("they were postponed at that time, not before it")
                .isEmpty();

        store().plans().recallPostponed(campaign.id(), NOW.plusSeconds(1), NOW);

        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10))
                .extracting(ChunkJob::leadIds)
                .containsExactly(List.of(PlannedCampaign.lead(1)), List.of(PlannedCampaign.lead(25)));
    }

    @Test
    void messagesThatAClockAheadHasWrittenAreDueAtOnce() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 30);
        campaign.claim(0, 30, 1);
        campaign.apply(
                campaign.receiptDueAt(1, DeliveryStatus.POSTPONED, NOW.plusSeconds(300)),
                campaign.receiptDueAt(2, DeliveryStatus.RETRYING, NOW.plusSeconds(300)),
                campaign.receiptDueAt(25, DeliveryStatus.RETRYING, NOW.plusSeconds(600)));
        campaign.recount();

        store().plans().recallAhead(campaign.id(), NOW, NOW);
        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10))
                .as("they were written at that time, not after it")
                .isEmpty();

        Instant hourAgo = NOW.minusSeconds(3_600);
        store().plans().recallAhead(campaign.id(), hourAgo.plusSeconds(60), hourAgo);

        assertThat(store().plans().takeDue(campaign.id(), hourAgo, hourAgo, 10))
                .flatExtracting(ChunkJob::leadIds)
                .containsExactlyInAnyOrder(PlannedCampaign.lead(1), PlannedCampaign.lead(2), PlannedCampaign.lead(25));
    }

    private String unplanned() {
        String id = "campaign-" + UUID.randomUUID();
        store().campaigns().create(PlannedCampaign.unplanned(id, CampaignStatus.QUEUED, null, null));
        return id;
    }

    private static List<Chunk> chunks(String id, int leads) {
        return Chunker.chunk(
                id,
                IntStream.range(0, leads).mapToObj(PlannedCampaign::lead).toList(),
                PlannedCampaign.CHUNK_SIZE,
                NOW);
    }
}
