package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static io.minicrm.store.PlannedCampaign.lead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.StalledChunks.Republication;
import io.minicrm.delivery.StalledChunks.Republished;
import io.minicrm.delivery.StalledChunks.StalledChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every store finds the chunks that do not move. Chunks are published and messages claimed at {@code NOW}. */
public abstract class StalledChunksContract {

    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Duration TAKEN = Duration.ofSeconds(30);
    private static final int ALL = 1_000;

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void messagesWithoutAnOutcomeComeInTheRoundInWhichTheyWereLost() {
        PlannedCampaign campaign = published(30);
        campaign.claim(0, 20, 1);
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.SENT, 1),
                campaign.receipt(1, DeliveryStatus.POSTPONED, 1),
                campaign.receipt(2, DeliveryStatus.RETRYING, 1),
                campaign.receipt(3, DeliveryStatus.RETRYING, 1));
        campaign.claim(3, 4, 2);
        IntStream.range(4, 10).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.FAILED, 1)));
        IntStream.range(10, 20).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SKIPPED, 1)));
        campaign.recount();

        List<StalledChunk> taken = take(campaign, LATER, LATER);

        assertThat(taken).extracting(StalledChunk::index).containsExactly(0, 2);
        assertThat(taken.getFirst().jobs())
                .extracting(ChunkJob::leadIds, ChunkJob::round, ChunkJob::attempt)
                .containsExactly(tuple(List.of(lead(3)), 2, 2));
        assertThat(taken.getFirst().jobs().getFirst().jobId()).startsWith("job-" + campaign.id() + "-0-");
        assertThat(taken.getLast().jobs())
                .extracting(ChunkJob::leadIds, ChunkJob::round, ChunkJob::attempt)
                .containsExactly(tuple(
                        IntStream.range(20, 30).mapToObj(PlannedCampaign::lead).toList(), 1, 1));
    }

    @Test
    void claimedAndUnclaimedMessagesOfOneChunkComeTogether() {
        PlannedCampaign campaign = published(10);
        campaign.claim(0, 4, 1);
        campaign.recount();

        assertThat(take(campaign, LATER, LATER).getFirst().jobs())
                .flatExtracting(ChunkJob::leadIds)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).mapToObj(PlannedCampaign::lead).toList());
    }

    @Test
    void whatMovedSinceIsLeftAlone() {
        PlannedCampaign campaign = published(20);
        campaign.claim(0, 20, 1);
        campaign.recount();

        assertThat(take(campaign, NOW, LATER))
                .as("published at that time, not before it")
                .isEmpty();
        assertThat(take(campaign, NOW.plusMillis(1), LATER)).hasSize(2);
    }

    @Test
    void aMessageThatWasClaimedSinceIsNotInTheJobs() {
        PlannedCampaign campaign = published(10);
        campaign.claim(0, 10, 1);
        campaign.apply(campaign.receipt(9, DeliveryStatus.RETRYING, 1));
        store().deliveries()
                .claim(
                        List.of(campaign.request(9, 2)),
                        java.util.UUID.randomUUID().toString(),
                        LATER);
        campaign.recount();

        assertThat(take(campaign, LATER, LATER.plusSeconds(60)).getFirst().messages())
                .isEqualTo(9);
    }

    @Test
    void chunksThatAreNotPublishedOrOfAPausedOrFinishedCampaignAreLeftAlone() {
        PlannedCampaign unpublished = new PlannedCampaign(store(), 20);
        PlannedCampaign paused = published(20);
        store().campaigns().move(paused.id(), Set.of(CampaignStatus.RUNNING), CampaignStatus.PAUSED, NOW);
        PlannedCampaign finished = published(10);
        finished.claim(0, 10, 1);
        IntStream.range(0, 10).forEach(lead -> finished.apply(finished.receipt(lead, DeliveryStatus.SENT, 1)));
        finished.recount();
        PlannedCampaign cancelled = published(20);
        store().campaigns().move(cancelled.id(), Set.of(CampaignStatus.RUNNING), CampaignStatus.CANCELLED, NOW);

        List<StalledChunk> taken = store().stalledChunks().take(LATER, LATER, TAKEN, ALL);

        assertThat(taken)
                .extracting(StalledChunk::campaignId)
                .contains(cancelled.id())
                .doesNotContain(unpublished.id(), paused.id(), finished.id());
    }

    @Test
    void aChunkIsTakenByOneOfSeveralProcessesAndAgainAfterAWhile() throws Exception {
        PlannedCampaign campaign = published(100);
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<List<StalledChunk>> process = () -> {
            start.await();
            return take(campaign, LATER, LATER);
        };
        int taken = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var result : threads.invokeAll(List.of(process, process, process, process))) {
                taken += result.get().size();
            }
        }

        // In PostgreSQL a process leaves alone what another is about to take, so nobody waits.
        assertThat(taken).isEqualTo(10);
        assertThat(take(campaign, LATER, LATER.plus(TAKEN).minusMillis(1))).isEmpty();
        assertThat(take(campaign, LATER, LATER.plus(TAKEN))).hasSize(10);
    }

    @Test
    void aChunkThatWasPublishedAgainRestsUntilItsTimeAndUntilThatIsLongAgo() {
        PlannedCampaign campaign = published(20);
        take(campaign, LATER, LATER);
        assertThat(republished(campaign)).isEqualTo(Republished.NOTHING);

        store().stalledChunks()
                .markRepublished(
                        List.of(
                                new Republication(campaign.id(), 0, LATER.plusSeconds(90)),
                                new Republication(campaign.id(), 1, LATER.plusSeconds(200))),
                        LATER);

        assertThat(republished(campaign)).isEqualTo(new Republished(2, LATER));
        assertThat(take(campaign, LATER.plusSeconds(1), LATER.plusSeconds(89))).isEmpty();
        assertThat(take(campaign, LATER, LATER.plusSeconds(90)))
                .as("published again at that time, not before it")
                .isEmpty();
        assertThat(take(campaign, LATER.plusSeconds(1), LATER.plusSeconds(90)))
                .extracting(StalledChunk::index, StalledChunk::republished)
                .containsExactly(tuple(0, 1));
    }

    @Test
    void timesOfAClockThatWasAheadCountAsLongPast() {
        Instant hourAhead = LATER.plusSeconds(3_600);
        PlannedCampaign campaign = new PlannedCampaign(store(), 20);
        store().plans().markPublished(campaign.id(), store().plans().unpublished(campaign.id(), ALL), hourAhead);
        store().deliveries()
                .claim(
                        IntStream.range(0, 10)
                                .mapToObj(lead -> campaign.request(lead, 1))
                                .toList(),
                        java.util.UUID.randomUUID().toString(),
                        hourAhead);
        campaign.recount();

        assertThat(take(campaign, hourAhead.plusSeconds(1), hourAhead.plusSeconds(2)))
                .as("taken by the clock that is ahead")
                .hasSize(2);
        assertThat(take(campaign, NOW, LATER))
                .as("with all messages, once the clock is right")
                .extracting(StalledChunk::messages)
                .containsExactly(10, 10);
        assertThat(take(campaign, NOW, LATER)).as("by one process").isEmpty();

        store().stalledChunks()
                .markRepublished(
                        List.of(
                                new Republication(campaign.id(), 0, hourAhead.plusSeconds(90)),
                                new Republication(campaign.id(), 1, hourAhead.plusSeconds(90))),
                        hourAhead);
        assertThat(take(campaign, NOW, LATER)).hasSize(2);
    }

    @Test
    void aChunkWhoseTallyIsOldIsTakenWithoutMessages() {
        PlannedCampaign campaign = published(10);
        campaign.claim(0, 10, 1);
        IntStream.range(0, 10).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));

        assertThat(take(campaign, LATER, LATER))
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.jobs()).isEmpty());
    }

    @Test
    void noMoreChunksAreTakenThanWanted() {
        published(100);

        assertThat(store().stalledChunks().take(LATER, LATER, TAKEN, 3)).hasSize(3);
    }

    private PlannedCampaign published(int leads) {
        PlannedCampaign campaign = new PlannedCampaign(store(), leads);
        store().plans().markPublished(campaign.id(), store().plans().unpublished(campaign.id(), ALL), NOW);
        return campaign;
    }

    private Republished republished(PlannedCampaign campaign) {
        return store().stalledChunks().republished(campaign.id());
    }

    /** The store is shared with other tests, whose campaigns are taken, too. */
    private List<StalledChunk> take(PlannedCampaign campaign, Instant stillSince, Instant now) {
        return store().stalledChunks().take(stillSince, now, TAKEN, ALL).stream()
                .filter(chunk -> chunk.campaignId().equals(campaign.id()))
                .toList();
    }
}
