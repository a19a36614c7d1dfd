package io.minicrm.delivery;

import static io.minicrm.delivery.SenderBed.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.PostponeReason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that wait in the sender: for a rate limit, or for a slot of their channel. */
class SendTurnsTest {

    private final SenderBed bed = new SenderBed();

    @Test
    void aRateLimitSendsOneHoldsSomeAndPostponesTheRest() {
        bed.campaign(CampaignStatus.RUNNING, 10);

        bed.start(IntStream.range(0, 30).mapToObj(i -> job("lead-" + i)).toArray(SendJob[]::new));

        await().until(() -> bed.provider.sent.size() == 1 && bed.broker.receipts.size() == 20);
        assertThat(bed.worker().held()).isEqualTo(10);
        assertThat(bed.broker.of("lead-11")).satisfies(later -> {
            assertThat(later.status()).isEqualTo(DeliveryStatus.POSTPONED);
            assertThat(PostponeReason.ofCode(later.error())).isEqualTo(PostponeReason.RATE_LIMIT);
            assertThat(later.nextAttemptAt()).isEqualTo(MutableClock.START.plusSeconds(1));
        });

        bed.clock.advance(Duration.ofMillis(100));
        await().until(() -> bed.provider.sent.size() == 2);
        assertThat(bed.worker().held()).isEqualTo(9);
    }

    @Test
    void aSingleHeldMessageIsSentAtItsTurnAndSoIsTheNextOne() {
        bed.campaign(CampaignStatus.RUNNING, 10);
        for (int sent = 0; sent < 6; sent += 2) {
            int before = sent;
            bed.start(job("lead-" + sent), job("lead-" + (sent + 1)));
            await().until(() -> bed.provider.sent.size() == before + 1);
            assertThat(bed.worker().held()).isEqualTo(1);

            bed.clock.advance(Duration.ofMillis(100));
            await().until(() -> bed.provider.sent.size() == before + 2);
            assertThat(bed.worker().held()).isZero();
            bed.clock.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void heldMessagesAreJudgedAgainWhenALimitIsLifted() {
        bed.limits.set(new Limit(Scope.DOMAIN, "example.com", 1));
        bed.worker().maintain();
        bed.start(job("ann"), job("bob"), job("eve"));
        await().until(() -> bed.provider.sent.size() == 1);
        assertThat(bed.worker().held()).isEqualTo(2);

        bed.limits.remove(Scope.DOMAIN, "example.com");
        bed.worker().maintain();

        await().until(() -> bed.provider.sent.size() == 3);
        assertThat(bed.worker().held()).isZero();
    }

    @Test
    void aHeldMessageOfACampaignThatIsCancelledMeanwhileIsNotSent() {
        bed.campaign(CampaignStatus.RUNNING, 1);
        bed.start(job("ann"), job("bob"));
        await().until(() -> bed.provider.sent.size() == 1);

        bed.campaign(CampaignStatus.CANCELLED, 1);
        bed.clock.advance(Duration.ofMillis(600));
        bed.worker().maintain();

        bed.awaitReceipts(2);
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(bed.provider.sent).hasSize(1);
    }

    @Test
    void aMessageThatWaitsForASlotIsNotSentOnceItsCampaignIsPaused() {
        bed.sendsInFlight(1);
        Semaphore answers = new Semaphore(0);
        bed.provider.held = answers;
        bed.start(job("ann"), job("bob"));
        await().until(() -> bed.provider.sent.size() == 1);

        bed.campaign(CampaignStatus.PAUSED, null);
        bed.clock.advance(Duration.ofMillis(600));
        bed.worker().maintain();
        answers.release(2);

        bed.awaitReceipts(2);
        assertThat(bed.provider.sent).hasSize(1);
        assertThat(bed.broker.receipts)
                .extracting(Receipt::status)
                .containsExactlyInAnyOrder(DeliveryStatus.SENT, DeliveryStatus.POSTPONED);
    }

    @Test
    void neverMoreMessagesAreWithTheirChannelThanAllowed() {
        bed.sendsInFlight(4);
        Semaphore answers = new Semaphore(0);
        bed.provider.held = answers;

        bed.start(IntStream.range(0, 40).mapToObj(i -> job("lead-" + i)).toArray(SendJob[]::new));
        await().until(() -> bed.worker().inFlight() == 4);
        answers.release(40);

        bed.awaitReceipts(40);
        assertThat(bed.provider.most).hasValue(4);
        await().until(() -> bed.worker().inFlight() == 0);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aChannelGetsNoMoreMessagesAtOnceThanItTakesAndHoldsUpNoOther() {
        SenderBed bed = new SenderBed().sendsInFlight(4);
        Semaphore held = new Semaphore(0);
        bed.provider.concurrency = 2;
        bed.provider.held = held;

        bed.start(
                IntStream.range(0, 10).mapToObj(i -> SenderBed.job("lead-" + i)).toArray(SendJob[]::new));
        await().until(() -> bed.provider.sent.size() == 2);
        bed.start(SenderBed.job("other", "mail", "other@example.com", 1, null));
        await().until(() -> bed.withoutKeys.sent.size() == 1);
        held.release(10);
        await().until(() -> bed.provider.sent.size() == 10);

        assertThat(bed.provider.most).hasValue(2);
    }

    @Test
    void cancelledWorkGoesBackToTheLogAndWhatIsWithAChannelIsFinished() {
        bed.sendsInFlight(1);
        bed.campaign(CampaignStatus.RUNNING, 1_000);
        Semaphore answers = new Semaphore(0);
        bed.provider.held = answers;
        bed.start(job("ann"), job("bob"), job("eve"));
        await().until(() -> bed.provider.sent.size() == 1);
        bed.clock.advance(Duration.ofMillis(1));
        await().until(() -> bed.worker().held() == 1);

        bed.worker().cancelPending();

        bed.awaitReceipts(2);
        assertThat(bed.broker.receipts)
                .extracting(Receipt::status, receipt -> PostponeReason.ofCode(receipt.error()))
                .containsOnly(tuple(DeliveryStatus.POSTPONED, PostponeReason.SENDER_STOPPED));
        answers.release();
        bed.awaitReceipts(3);
        assertThat(bed.provider.sent).hasSize(1);
        assertThat(bed.unfinished()).isZero();
    }
}
