package io.minicrm.store;

import static io.minicrm.store.PlannedCampaign.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryLog.Claim;
import io.minicrm.delivery.DeliveryLog.ClaimRequest;
import io.minicrm.delivery.DeliveryLog.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store's delivery log has to keep. */
public abstract class DeliveryLogContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void grantsANewClaimAndCallsItUncertainToTheNextOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);

        assertThat(campaign.claim(0, 2, 1)).containsOnly(new Claim.Granted(0));
        assertThat(campaign.claim(0, 2, 1)).containsOnly(new Claim.Uncertain(0));
        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);
    }

    @Test
    void grantsTheSameBatchAgainToTheSameToken() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        String token = UUID.randomUUID().toString();
        List<ClaimRequest> batch = List.of(campaign.request(0, 1));

        store().deliveryLog().claim(batch, token, NOW);

        assertThat(store().deliveryLog().claim(batch, token, NOW)).containsExactly(new Claim.Granted(0));
    }

    @Test
    void answersEachClaimInItsPlace() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));
        campaign.claim(1, 2, 1);

        assertThat(campaign.claim(0, 3, 1))
                .containsExactly(new Claim.Stale(), new Claim.Uncertain(0), new Claim.Granted(0));
    }

    @Test
    void aRetryIsGrantedOnceAndOnlyWhileTheMessageIsRetrying() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);

        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Stale());
        campaign.apply(campaign.receipt(0, DeliveryStatus.RETRYING, 1));

        assertThat(campaign.claim(0, 1, 1)).containsExactly(new Claim.Stale());
        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Granted(1));
        assertThat(campaign.claim(0, 1, 2)).containsExactly(new Claim.Uncertain(1));
    }

    @Test
    void manyThreadsClaimTheSameMessagesAndEachIsGrantedOnce() throws Exception {
        PlannedCampaign campaign = new PlannedCampaign(store(), 200);
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<Claim>>> claims = Collections.nCopies(8, () -> campaign.claim(0, 200, 1));
            int granted = 0;
            for (var answer : threads.invokeAll(claims)) {
                granted += Collections.frequency(answer.get(), new Claim.Granted(0));
            }
            assertThat(granted).isEqualTo(200);
        }
    }

    @Test
    void receiptsForMessagesThatWereNeverClaimedChangeNothing() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 1, 1);

        int found = store().deliveryLog()
                .apply(List.of(
                        campaign.receipt(0, DeliveryStatus.SENT, 1),
                        campaign.receipt(1, DeliveryStatus.DELIVERED, null),
                        Receipt.callback(
                                "campaign-of-nobody", "x", DeliveryStatus.SENT, "simulator", null, null, NOW)));

        assertThat(found).isEqualTo(1);
        assertThat(store().deliveryLog().deliveries(campaign.id(), null, null, 10))
                .extracting(Delivery::leadId)
                .containsExactly(PlannedCampaign.lead(0));
    }

    /** The ladder as DeliveryStatus tells it, over every order and repetition of a message's receipts. */
    @Test
    void theOrderAndRepetitionOfReceiptsDoNotMatter() {
        Random random = new Random(7);
        int messages = 150;
        PlannedCampaign campaign = new PlannedCampaign(store(), messages);
        campaign.claim(0, messages, 1);
        List<DeliveryStatus> expected = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        DeliveryStatus[] rungs = DeliveryStatus.values();
        for (int lead = 0; lead < messages; lead++) {
            DeliveryStatus highest = DeliveryStatus.SENDING;
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                DeliveryStatus status = rungs[1 + random.nextInt(rungs.length - 1)];
                highest = status.compareTo(highest) > 0 ? status : highest;
                receipts.add(campaign.receipt(lead, status, 1));
                receipts.add(campaign.receipt(lead, status, 1));
            }
            expected.add(highest);
        }
        Collections.shuffle(receipts, random);

        for (int from = 0; from < receipts.size(); from += 60) {
            store().deliveryLog().apply(receipts.subList(from, Math.min(from + 60, receipts.size())));
        }

        assertThat(store().deliveryLog().deliveries(campaign.id(), null, null, messages))
                .extracting(Delivery::status)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void aLateReceiptOfAnEarlierAttemptDoesNotStopTheNextOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 2);
        campaign.claim(0, 2, 1);
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.RETRYING, 1), campaign.receipt(1, DeliveryStatus.RETRYING, 1));
        campaign.claim(0, 2, 2);

        campaign.apply(campaign.receipt(0, DeliveryStatus.FAILED, 1), campaign.receipt(1, DeliveryStatus.SENT, 1));

        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENDING);
        assertThat(campaign.statusOf(1)).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void anUnknownMessageGivesWayToASentThatArrivesLater() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        campaign.claim(0, 1, 1);
        campaign.apply(campaign.receipt(0, DeliveryStatus.UNKNOWN, 1));

        campaign.apply(campaign.receipt(0, DeliveryStatus.SENT, 1));

        assertThat(campaign.statusOf(0)).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void talliesAreCountedFromTheRowsAndTheCampaignIsCompletedWithTheLastOne() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 25);
        campaign.claim(0, 25, 1);
        IntStream.range(0, 20).forEach(lead -> campaign.apply(campaign.receipt(lead, DeliveryStatus.SENT, 1)));
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.DELIVERED, null),
                campaign.receipt(1, DeliveryStatus.BOUNCED, null),
                campaign.receipt(20, DeliveryStatus.FAILED, 1),
                campaign.receipt(21, DeliveryStatus.SKIPPED, 1),
                campaign.receipt(22, DeliveryStatus.UNKNOWN, 1),
                campaign.receipt(23, DeliveryStatus.RETRYING, 1));
        campaign.recount();

        CampaignStats stats = campaign.stats();
        assertThat(stats).isEqualTo(new CampaignStats(campaign.id(), 25, 0, 1, 1, 20, 1, 1, 1, 1, 1, 0));
        assertThat(stats.settled() + stats.inFlight()).isEqualTo(25);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.QUEUED);

        campaign.claim(23, 24, 2);
        campaign.apply(campaign.receipt(23, DeliveryStatus.SENT, 2), campaign.receipt(24, DeliveryStatus.FAILED, 1));
        campaign.recount();

        assertThat(campaign.stats().settled()).isEqualTo(25);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.COMPLETED);
        assertThat(campaign.stored().finishedAt()).isEqualTo(NOW);
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
    void aPersonsRetryOpensTheMessageWithNewAttemptsAndTheCampaignRunsAgain() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 3);
        campaign.claim(0, 3, 1);
        campaign.apply(
                campaign.receipt(0, DeliveryStatus.SENT, 1),
                campaign.receipt(1, DeliveryStatus.FAILED, 1),
                campaign.receipt(2, DeliveryStatus.UNKNOWN, 1));
        campaign.recount();

        long opened = store().deliveryLog().reopen(campaign.id(), Set.of(DeliveryStatus.FAILED), NOW);

        assertThat(opened).isEqualTo(1);
        assertThat(campaign.stats().settled()).isEqualTo(2);
        assertThat(campaign.stored().status()).isEqualTo(CampaignStatus.RUNNING);
        assertThat(campaign.stored().finishedAt()).isNull();
        campaign.apply(campaign.receipt(1, DeliveryStatus.FAILED, 1));
        assertThat(store().plans().takeDueRetries(campaign.id(), NOW, NOW, 10))
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.leadIds()).containsExactly(PlannedCampaign.lead(1));
                    assertThat(campaign.claim(1, 2, job.attempt())).containsExactly(new Claim.Granted(0));
                });
    }

    @Test
    void listsTheMessagesOfACampaignAndOfALeadInPages() {
        PlannedCampaign first = new PlannedCampaign(store(), 12);
        PlannedCampaign second = new PlannedCampaign(store(), 12);
        first.claim(0, 12, 1);
        second.claim(0, 12, 1);
        first.apply(first.receipt(3, DeliveryStatus.FAILED, 1));

        var page = store().deliveryLog().deliveries(first.id(), null, PlannedCampaign.lead(4), 3);
        assertThat(page)
                .extracting(Delivery::leadId)
                .containsExactly(PlannedCampaign.lead(5), PlannedCampaign.lead(6), PlannedCampaign.lead(7));
        assertThat(store().deliveryLog().deliveries(first.id(), DeliveryStatus.FAILED, null, 10))
                .singleElement()
                .satisfies(failed -> assertThat(failed.error()).isEqualTo("no such mailbox"));
        List<Delivery> toLead = store().deliveryLog().deliveriesTo(PlannedCampaign.lead(11), null, 1_000);
        assertThat(toLead).extracting(Delivery::campaignId).contains(first.id(), second.id());
        assertThat(toLead).extracting(Delivery::campaignId).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void claimsAndReceiptsOfTenThousandMessagesAreOneCallEach() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 10_000);

        assertThat(campaign.claim(0, 10_000, 1)).containsOnly(new Claim.Granted(0));
        int found = store().deliveryLog()
                .apply(IntStream.range(0, 10_000)
                        .mapToObj(lead -> campaign.receipt(lead, DeliveryStatus.SENT, 1))
                        .toList());
        campaign.recount();

        assertThat(found).isEqualTo(10_000);
        assertThat(campaign.stats().sent()).isEqualTo(10_000);
    }
}
