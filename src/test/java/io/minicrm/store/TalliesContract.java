package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Receipt;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store's tallies have to keep: what is counted, and what it says of the campaign. */
public abstract class TalliesContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void talliesAreCountedFromTheRowsAndTheCampaignIsCompletedWithTheLastOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 26);
        campaign.claim(0, 26, 1);
        IntStream.range(0, 20).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.DELIVERED, null),
                campaign.receipt(1, DeliveryStatus.BOUNCED, null),
                campaign.receipt(20, DeliveryStatus.FAILED, 1),
                campaign.receipt(21, DeliveryStatus.SKIPPED, 1),
                campaign.receipt(22, DeliveryStatus.UNKNOWN, 1),
                campaign.receipt(23, DeliveryStatus.RETRYING, 1),
                campaign.receipt(25, DeliveryStatus.POSTPONED, 1));
        campaign.recount();

        CampaignStats stats = campaign.stats();
        assertThat(stats).isEqualTo(new CampaignStats(campaign.id(), 26, 0, 1, 1, 1, 0, 20, 1, 1, 1, 1, 1, 0));
        assertThat(stats.settled() + stats.inFlight()).isEqualTo(26);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.QUEUED);

        campaign.claim(23, 24, 2);
        campaign.claim(25, 26, 2);
        campaign.apply(
                campaign.receipt(23, DeliveryStatus.SENT, 2),
                campaign.receipt(24, DeliveryStatus.FAILED, 1),
                campaign.receipt(25, DeliveryStatus.SENT, 2));
        campaign.recount();

        assertThat(campaign.stats().settled()).isEqualTo(26);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
        assertThat(campaign.stored().finishedAt()).isEqualTo(NOW);
    }

    @Test
    void retriesThatAreMoreThanAMinuteAwayAreDeferred() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 20);
        campaign.claim(0, 20, 1);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        campaign.apply(
                campaign.receiptDueAt(0, DeliveryStatus.RETRYING, now.plusSeconds(10)),
                campaign.receiptDueAt(10, DeliveryStatus.RETRYING, now.plusSeconds(3_600)),
                campaign.receiptDueAt(11, DeliveryStatus.RETRYING, now.plusSeconds(7_200)),
                campaign.receiptDueAt(12, DeliveryStatus.POSTPONED, now.plusSeconds(7_200)));
        campaign.recount();

        assertThat(campaign.stats().retrying()).isEqualTo(3);
        assertThat(campaign.stats().deferred()).isEqualTo(2);
        assertThat(campaign.stats().waiting()).isEqualTo(3);
    }

    @Test
    void countingAgainChangesNothing() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 10);
        campaign.claim(0, 10, 1);
        IntStream.range(0, 10).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));
        campaign.recount();
        CampaignStats before = campaign.stats();

        IntStream.range(0, 10).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));
        campaign.recount();

        assertThat(campaign.stats()).isEqualTo(before);
    }

    @Test
    void aFullRecountOfACampaignRunsOneAgainThatWasTakenForCompleted() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 3, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));
        store().campaigns().move(campaign.id(), Set.of(CampaignStatus.QUEUED), CampaignStatus.COMPLETED, NOW);

        store().tallies().touch(campaign.id());
        campaign.recount();

        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.RUNNING);
        assertThat(campaign.stored().finishedAt()).isNull();
        assertThat(campaign.stats().sent()).isEqualTo(1);
        assertThat(campaign.stats().sending()).isEqualTo(2);
    }

    @Test
    void everyUnfinishedCampaignIsRecountedWhole() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        // Claims alone touch nothing: the tally shows them once somebody counts.
        campaign.claim(0, 3, 1);
        campaign.recount();
        assertThat(campaign.stats().sending()).isZero();

        store().tallies().touchUnfinished();
        campaign.recount();

        assertThat(campaign.stats().sending()).isEqualTo(3);
    }

    @Test
    void twoAggregatorsWithACampaignsLastChunksCompleteIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            PlannedCampaign campaign = new PlannedCampaign(store(), 20);
            campaign.claim(0, 20, 1);
            campaign.recount();
            IntStream.range(0, 20).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));
            try (var threads = Executors.newFixedThreadPool(2)) {
                // Ten touches each: one chunk for either.
                threads.invokeAll(Collections.nCopies(2, () -> store().tallies().recount(10, NOW)));
            }
            campaign.recount();
            assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
        }
    }

    @Test
    void receiptsThatChangeNothingTouchTheirChunkAllTheSame() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));
        campaign.recount();

        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));

        assertThat(store().tallies().recount(10, NOW)).isEqualTo(1);
        assertThat(store().tallies().recount(10, NOW)).isZero();
    }

    @Test
    void talliesAreExactThoughSeveralAggregatorsCountWhileReceiptsArrive() throws Exception {
        int leads = 400;
        PlannedCampaign campaign = new PlannedCampaign(store(), leads);
        campaign.claim(0, leads, 1);
        CountDownLatch arrived = new CountDownLatch(2);
        try (var threads = Executors.newFixedThreadPool(5)) {
            List<Callable<Boolean>> workers = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                int first = half;
                workers.add(() -> {
                    for (int lead = first; lead < leads; lead += 20) {
                        campaign.apply(IntStream.iterate(lead, next -> next < leads, next -> next + 2)
                                .limit(10)
                                .mapToObj(next -> campaign.receipt(next, DeliveryStatus.SENT, 1))
                                .toArray(Receipt[]::new));
                    }
                    arrived.countDown();
                    return true;
                });
            }
            for (int aggregator = 0; aggregator < 3; aggregator++) {
                workers.add(() -> {
                    while (arrived.getCount() > 0) {
                        store().tallies().recount(7, NOW);
                    }
                    return true;
                });
            }
            for (var worker : threads.invokeAll(workers)) {
                assertThat(worker.get()).isTrue();
            }
        }
        campaign.recount();

        assertThat(campaign.stats().sent()).isEqualTo(leads);
        assertThat(campaign.stats().sending()).isZero();
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
    }

    @Test
    void aPersonsRetryOpensTheMessageWithNewAttemptsAndTheCampaignRunsAgain() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 3, 1);
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.SENT, 1),
                campaign.receipt(1, DeliveryStatus.FAILED, 1),
                campaign.receipt(2, DeliveryStatus.UNKNOWN, 1));
        campaign.recount();

        long opened = store().deliveries().reopen(campaign.id(), Set.of(DeliveryStatus.FAILED), NOW);

        assertThat(opened).isEqualTo(1);
        assertThat(campaign.stats().settled()).isEqualTo(2);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.RUNNING);
        assertThat(campaign.stored().finishedAt()).isNull();
        campaign.apply(campaign.receipt(1, DeliveryStatus.FAILED, 1));
        assertThat(store().plans().takeDue(campaign.id(), NOW, NOW, 10))
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.leadIds()).containsExactly(PlannedCampaign.lead(1));
                    assertThat(campaign.claim(1, 2, job.round())).containsExactly(new Claim.Granted(PastAttempts.NONE));
                });
    }

    @Test
    void aCampaignThatWasOpenedAgainIsCompletedAgain() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 2, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1), campaign.receipt(1, DeliveryStatus.FAILED, 1));
        campaign.recount();
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);

        store().deliveries().reopen(campaign.id(), Set.of(DeliveryStatus.FAILED), NOW);
        campaign.recount();
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.RUNNING);

        campaign.claim(1, 2, 3);
        campaign.apply(campaign.receipt(1, DeliveryStatus.SENT, 3));
        campaign.recount();

        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
        assertThat(campaign.stats().sent()).isEqualTo(2);
        assertThat(store().deliveries().reopen(campaign.id(), Set.of(DeliveryStatus.FAILED), NOW))
                .isZero();
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
    }

    @Test
    void aDeadLetterIsCountedOnceAtTheCampaignThatItNames() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);

        store().deadLetters().note(campaign.id(), "campaign.jobs", 2, 17);
        store().deadLetters().note(campaign.id(), "campaign.jobs", 2, 17);
        store().deadLetters().note(campaign.id(), "campaign.send_jobs", 2, 17);
        store().deadLetters().note("nobody", "campaign.jobs", 2, 18);

        assertThat(campaign.stats().deadLetters()).isEqualTo(2);
        assertThat(campaign.stats().settled()).isZero();
    }
}
