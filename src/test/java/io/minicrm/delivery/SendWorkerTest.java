package io.minicrm.delivery;

import static io.minicrm.delivery.SenderBed.CAMPAIGN;
import static io.minicrm.delivery.SenderBed.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What becomes of a message that the sender passes to its channel. */
class SendWorkerTest {

    private final SenderBed bed = new SenderBed();

    @Test
    void aGrantedMessageIsSentAndItsTicketFinishedOnceTheBrokerHasTheReceipt() {
        bed.broker.confirms = false;

        bed.start(job("ann"));

        bed.awaitReceipts(1);
        assertThat(bed.provider.sent).singleElement().satisfies(message -> {
            assertThat(message.to()).isEqualTo("ann@example.com");
            assertThat(message.body()).isEqualTo("Hi ann");
            assertThat(message.key()).isEqualTo(MessageKey.of(CAMPAIGN, "ann"));
        });
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(bed.broker.of("ann").providerMessageId()).isEqualTo("id");
        assertThat(bed.observed.claims).containsExactly(new Claim.Granted(PastAttempts.NONE));
        assertThat(bed.observed.sends).containsExactly("simulator Accepted PT0S");
        assertThat(bed.unfinished()).as("the receipt may still be lost").isEqualTo(1);

        bed.broker.unconfirmed.getFirst().complete(null);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aReceiptThatTheBrokerRefusesIsPublishedAgainAndTheMessageIsNotSentAgain() {
        bed.broker.refusals.set(2);
        bed.start(job("ann"));

        for (int refused = 1; refused <= 2; refused++) {
            await().until(() -> bed.afterPause.size() == 1);
            assertThat(bed.broker.receipts).isEmpty();
            assertThat(bed.unfinished())
                    .as("its job must be read again after a crash")
                    .isEqualTo(1);
            bed.afterPause.remove().run();
        }

        bed.awaitReceipts(1);
        assertThat(bed.unfinished()).isZero();
        assertThat(bed.afterPause).isEmpty();
        assertThat(bed.provider.sent).hasSize(1);
    }

    /** Without open files no class can be loaded; such messages once had no outcome, and held up their partition. */
    @Test
    void aMessageWhoseSendingFailsInAnUnforeseenWayHasAnOutcomeAllTheSame() {
        bed.provider.answer = message -> {
            throw new NoClassDefFoundError("no file is left to load it");
        };
        bed.withoutKeys.answer = bed.provider.answer;

        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        bed.awaitReceipts(2);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aMessageWhoseSendingBreaksOffIsReportedByMaintenance() {
        bed.observed.breaksOff = true;
        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        bed.awaitReceiptsOfMaintenance(2);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.POSTPONED);
        assertThat(bed.broker.of("ann").error()).isEqualTo("out_of_resources");
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(bed.broker.of("bob").error()).contains("no file is left to load it");
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aMessageThatBreaksOffBeforeItsChannelHasItIsSentLaterOnEveryChannel() {
        bed.noThreads = true;
        bed.start(job("bob", "mail", "bob@example.com", 1, null));

        bed.awaitReceiptsOfMaintenance(1);
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.POSTPONED);
        assertThat(bed.withoutKeys.sent).isEmpty();
    }

    @Test
    void aDecidedOutcomeThatCannotBeReportedIsReportedLaterAndMaintenanceFailsUntilThen() {
        bed.broker.breakOffs.set(2);
        bed.start(job("ann"));

        await().untilAsserted(() -> assertThatThrownBy(bed.worker()::maintain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Messages without an outcome yet: 1")
                .hasMessageContaining("no file is left to load it"));
        bed.worker().maintain();

        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(bed.provider.sent).as("sent once").hasSize(1);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void anUncertainMessageIsSentAgainOnlyWhereTheChannelDropsRepeats() {
        bed.log.answer = request -> new Claim.Uncertain(new PastAttempts(1, true));

        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        bed.awaitReceipts(2);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(bed.broker.of("bob").error()).isEqualTo("its sender died while sending it");
        assertThat(bed.withoutKeys.sent).isEmpty();
    }

    @Test
    void messagesOfACancelledCampaignAreSkippedAndThoseOfAPausedOnePostponed() {
        bed.campaign(CampaignStatus.CANCELLED, null);
        bed.start(job("ann"));
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(SkipReason.ofCode(bed.broker.of("ann").error())).isEqualTo(SkipReason.CANCELLED);

        bed.campaign(CampaignStatus.PAUSED, null);
        bed.clock.advance(Duration.ofSeconds(1));
        bed.start(job("bob"));
        Receipt paused = bed.broker.of("bob");
        assertThat(paused.status()).isEqualTo(DeliveryStatus.POSTPONED);
        assertThat(PostponeReason.ofCode(paused.error())).isEqualTo(PostponeReason.PAUSED);
        assertThat(paused.nextAttemptAt()).isEqualTo(bed.clock.instant());
        assertThat(paused.failures()).as("no attempt is spent").isNull();
        assertThat(bed.provider.sent).isEmpty();
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aSendThatTakesTooLongIsInterruptedOnceAndItsMessageTriedAgain() {
        bed.provider.held = new Semaphore(0);
        bed.start(job("ann"));
        await().until(() -> bed.provider.sent.size() == 1);

        bed.clock.advance(SenderBed.TIMEOUT);
        bed.worker().maintain();
        assertThat(bed.broker.receipts).as("its time is not over").isEmpty();
        bed.clock.advance(Duration.ofMillis(1));
        bed.worker().maintain();
        bed.worker().maintain();

        bed.awaitReceipts(1);
        assertThat(bed.provider.interrupts).hasValue(1);
        assertThat(bed.observed.sends).containsExactly("simulator none PT1M0.001S");
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(bed.broker.of("ann").error()).contains("did not answer within PT1M");
        assertThat(bed.broker.of("ann").failures()).isEqualTo(1);
    }

    @Test
    void aMessageThatHasItsAnswerIsNotInterruptedWhileItsReceiptWaitsForTheBroker() {
        bed.broker.held = new Semaphore(0);
        bed.start(job("ann"));
        await().until(() -> bed.broker.held.hasQueuedThreads());

        bed.clock.advance(SenderBed.TIMEOUT.plusMillis(1));
        bed.worker().maintain();
        bed.broker.held.release();

        bed.awaitReceipts(1);
        assertThat(bed.broker.interrupts).hasValue(0);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void anInterruptedSendIsUnknownWhereTheChannelDoesNotDropRepeats() {
        bed.withoutKeys.held = new Semaphore(0);
        bed.start(job("ann", "mail", "ann@example.com", 1, null));
        await().until(() -> bed.withoutKeys.sent.size() == 1);

        bed.clock.advance(SenderBed.TIMEOUT.plusMillis(1));
        bed.worker().maintain();

        bed.awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void aChannelThatThrowsGivesAnUncertainAnswer() {
        bed.provider.answer = message -> {
            throw new IllegalStateException("connection reset");
        };

        bed.start(job("ann"));

        bed.awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(bed.broker.of("ann").error()).contains("connection reset");
    }

    @Test
    void theClaimsFailuresDecideWhenAMessageIsGivenUp() {
        bed.log.answer = request -> new Claim.Granted(new PastAttempts(2, false));
        bed.provider.answer = message -> new SendResult.Transient("busy", null);

        bed.start(job("ann"));

        bed.awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(bed.broker.of("ann").error()).isEqualTo("gave up after 3 attempts: busy");
    }
}
