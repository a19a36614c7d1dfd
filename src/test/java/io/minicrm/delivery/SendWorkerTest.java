package io.minicrm.delivery;

import static io.minicrm.delivery.SenderBed.CAMPAIGN;
import static io.minicrm.delivery.SenderBed.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendWorkerTest {

    private static final String JOB_ID = "job-campaign-1-0-1757656477507-kz2rrf";

    private final SenderBed bed = new SenderBed();

    @Test
    void aGrantedMessageIsSentAndItsTicketFinishedOnceTheBrokerHasTheReceipt() {
        bed.broker.confirms = false;

        bed.start(job("ann"));

        awaitReceipts(1);
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

        awaitReceipts(1);
        assertThat(bed.unfinished()).isZero();
        assertThat(bed.afterPause).isEmpty();
        assertThat(bed.provider.sent).hasSize(1);
    }

    @Test
    void aStaleJobIsDroppedAndItsTicketFinished() {
        bed.log.answer = request -> new Claim.Stale();

        bed.start(job("ann"));

        assertThat(bed.unfinished()).isZero();
        assertThat(bed.broker.receipts).isEmpty();
        assertThat(bed.provider.sent).isEmpty();
    }

    /** Without open files no class can be loaded; such messages once had no outcome, and held up their partition. */
    @Test
    void aMessageWhoseSendingFailsInAnUnforeseenWayHasAnOutcomeAllTheSame() {
        bed.provider.answer = message -> {
            throw new NoClassDefFoundError("no file is left to load it");
        };
        bed.withoutKeys.answer = bed.provider.answer;

        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        awaitReceipts(2);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(bed.broker.of("bob").status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aMessageWhoseSendingBreaksOffIsReportedByMaintenance() {
        bed.observed.breaksOff = true;
        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        awaitReceiptsOfMaintenance(2);
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

        awaitReceiptsOfMaintenance(1);
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
    void aJobWhoseDataWasTooLargeBecomesADeadLetterAndTheOthersGoOn() {
        bed.start(job("ann"), job("bob", "simulator", "bob@example.com", 1, SkipReason.TOO_LARGE), job("eve"));

        awaitReceipts(2);
        assertThat(bed.deadLetters)
                .containsExactly("bob: The message to lead bob of campaign-1: its data is too large for Kafka");
        assertThat(bed.log.claimed).extracting(ClaimRequest::leadId).containsExactly("ann", "eve");
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void anUncertainMessageIsSentAgainOnlyWhereTheChannelDropsRepeats() {
        bed.log.answer = request -> new Claim.Uncertain(new PastAttempts(1, true));

        bed.start(job("ann"), job("bob", "mail", "bob@example.com", 1, null));

        awaitReceipts(2);
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
    void aLeadThatTheExpanderSkippedKeepsItsReason() {
        bed.start(job("ann", "simulator", null, 1, SkipReason.UNSUBSCRIBED));

        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(bed.broker.of("ann").error()).isEqualTo("unsubscribed");
    }

    @Test
    void aMessageOnAChannelThatIsNotInstalledFails() {
        bed.start(job("ann", "pigeon", "ann@example.com", 1, null));

        awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(bed.broker.of("ann").error()).isEqualTo("channel 'pigeon' is not installed here");
    }

    @Test
    void jobsThatDoNotBelongToThePlanAreDropped() {
        bed.campaigns.put(TestCampaign.withId("campaign-later")
                .status(CampaignStatus.QUEUED)
                .scheduledAt(MutableClock.START.plusSeconds(3_600))
                .build());
        bed.plans.add("campaign-later", 0, JOB_ID, List.of("ann"));
        bed.plans.add(SenderBed.CAMPAIGN, 0, JOB_ID, List.of("ann", "bob"));
        bed.plans.add(SenderBed.CAMPAIGN, 1, "job-campaign-1-1-1757656477507-kz2rrf", List.of("eve"));
        bed.leads.upsert(List.of(SenderBed.lead("ann", "ann@example.com"), SenderBed.lead("pat", "pat@example.com")));

        bed.startAsTheyAre(
                forged(SenderBed.CAMPAIGN, "pat", JOB_ID, 0, "simulator"),
                forged(SenderBed.CAMPAIGN, "eve", JOB_ID, 0, "simulator"),
                forged(SenderBed.CAMPAIGN, "ann", JOB_ID, 7, "simulator"),
                forged(SenderBed.CAMPAIGN, "ann", "job-campaign-1-0-1757656477507-aaaaaa", 0, "simulator"),
                forged(SenderBed.CAMPAIGN, "ann", JOB_ID, 0, "mail"),
                forged("campaign-later", "ann", JOB_ID, 0, "simulator"),
                forged(SenderBed.CAMPAIGN, "ann", JOB_ID, 0, "simulator"));

        awaitReceipts(1);
        assertThat(bed.observed.foreign).hasValue(6);
        assertThat(bed.log.claimed)
                .extracting(Deliveries.ClaimRequest::leadId, Deliveries.ClaimRequest::chunkIndex)
                .containsExactly(tuple("ann", 0));
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
        await().until(() -> bed.unfinished() == 0);
    }

    @Test
    void aMessageGoesToTheAddressThatItsLeadHasNow() {
        bed.plan(job("ann"), job("bob"), job("eve"), job("pat"), job("sam"));
        bed.leads.upsert(List.of(
                SenderBed.lead("ann", "ann@new.example"),
                SenderBed.lead("bob", null),
                SenderBed.lead("eve", "n/a"),
                new Lead("pat", null, "pat@example.com", null, true, Attributes.NONE, MutableClock.START)));

        bed.startAsTheyAre(job("ann"), job("bob"), job("eve"), job("pat"), job("sam"));

        awaitReceipts(5);
        assertThat(bed.provider.sent).extracting(Channel.OutboundMessage::to).containsExactly("ann@new.example");
        assertThat(List.of("bob", "eve", "pat", "sam"))
                .extracting(lead -> SkipReason.ofCode(bed.broker.of(lead).error()))
                .containsExactly(
                        SkipReason.NO_ADDRESS,
                        SkipReason.INVALID_ADDRESS,
                        SkipReason.UNSUBSCRIBED,
                        SkipReason.LEAD_DELETED);
    }

    @Test
    void aChunkIsReadOnceForAllBatchesAndTheLeadsOfABatchTogether() {
        bed.plans.add(SenderBed.CAMPAIGN, 0, JOB_ID, List.of("ann", "bob", "eve"));

        bed.startAsTheyAre(
                forged(SenderBed.CAMPAIGN, "ann", JOB_ID, 0, "simulator"),
                forged(SenderBed.CAMPAIGN, "bob", JOB_ID, 0, "simulator"));
        bed.startAsTheyAre(forged(SenderBed.CAMPAIGN, "eve", JOB_ID, 0, "simulator"));

        awaitReceipts(3);
        assertThat(bed.plans.reads).isEqualTo(1);
        assertThat(bed.leads.reads()).isEqualTo(2);
    }

    private static SendJob forged(String campaign, String lead, String jobId, int chunk, String channel) {
        return new SendJob(
                MessageKey.of(campaign, lead),
                new SendJob.ChunkRound(jobId, chunk, 1, 1),
                channel,
                "thief@example.com",
                Map.of(),
                MutableClock.START,
                null);
    }

    @Test
    void messagesWhoseStoredTemplateIsNotValidAnyLongerFailWithTheReason() {
        bed.campaigns.put(TestCampaign.withId(SenderBed.CAMPAIGN)
                .status(CampaignStatus.RUNNING)
                .template("Hi {{ name | shout }}")
                .plannedAt(MutableClock.START)
                .build());

        bed.start(job("ann"), job("bob"));

        awaitReceipts(2);
        assertThat(List.of(bed.broker.of("ann"), bed.broker.of("bob"))).allSatisfy(receipt -> {
            assertThat(receipt.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(receipt.error())
                    .startsWith("the template cannot be rendered: line 1, column 14: there is no filter \"shout\"");
        });
        assertThat(bed.unfinished()).isZero();
    }

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

        awaitReceipts(2);
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

        awaitReceipts(2);
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

        awaitReceipts(40);
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

        awaitReceipts(1);
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

        awaitReceipts(1);
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

        awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void aChannelThatThrowsGivesAnUncertainAnswer() {
        bed.provider.answer = message -> {
            throw new IllegalStateException("connection reset");
        };

        bed.start(job("ann"));

        awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(bed.broker.of("ann").error()).contains("connection reset");
    }

    @Test
    void theClaimsFailuresDecideWhenAMessageIsGivenUp() {
        bed.log.answer = request -> new Claim.Granted(new PastAttempts(2, false));
        bed.provider.answer = message -> new SendResult.Transient("busy", null);

        bed.start(job("ann"));

        awaitReceipts(1);
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(bed.broker.of("ann").error()).isEqualTo("gave up after 3 attempts: busy");
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

        awaitReceipts(2);
        assertThat(bed.broker.receipts)
                .extracting(Receipt::status, receipt -> PostponeReason.ofCode(receipt.error()))
                .containsOnly(tuple(DeliveryStatus.POSTPONED, PostponeReason.SENDER_STOPPED));
        answers.release();
        awaitReceipts(3);
        assertThat(bed.provider.sent).hasSize(1);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void twoJobsOfOneMessageAreOneSendInTheLaterRound() {
        bed.start(job("ann", "simulator", "a@example.com", 3, null), job("ann", "simulator", "a@example.com", 2, null));

        awaitReceipts(1);
        assertThat(bed.log.claimed)
                .singleElement()
                .satisfies(claim -> assertThat(claim.round()).isEqualTo(3));
        assertThat(bed.provider.sent).hasSize(1);
        assertThat(bed.broker.of("ann").round()).isEqualTo(3);
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void aMessageThatWasPostponedVeryOftenIsSentInItsFirstAttempt() {
        bed.start(job("ann", "simulator", "a@example.com", 10_001, null));

        awaitReceipts(1);
        assertThat(bed.log.claimed)
                .singleElement()
                .satisfies(claim -> assertThat(claim.round()).isEqualTo(10_001));
        assertThat(bed.broker.of("ann").status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(bed.broker.of("ann").attempt()).isEqualTo(new SendAttempt(1, 10_001, null, null));
    }

    @Test
    void aJobWhoseMessageIsInFlightIsFinishedWithIt() {
        Semaphore answers = new Semaphore(0);
        bed.provider.held = answers;
        bed.start(job("ann"));
        await().until(() -> bed.provider.sent.size() == 1);

        bed.start(job("ann"));
        assertThat(bed.unfinished()).isEqualTo(2);
        answers.release();

        await().until(() -> bed.unfinished() == 0);
        assertThat(bed.log.claimed).hasSize(1);
    }

    @Test
    void aJobOfACampaignThatDoesNotExistIsUnprocessable() {
        SendJob stray = new SendJob(
                MessageKey.of("campaign-x", "ann"),
                new SendJob.ChunkRound("job-campaign-x-0-1757656477507-kz2rrf", 0, 1, 1),
                "simulator",
                "ann@example.com",
                Map.of(),
                MutableClock.START,
                null);

        assertThatThrownBy(() -> bed.start(stray))
                .isInstanceOf(UnknownCampaignException.class)
                .hasMessageContaining("campaign-x");
        assertThat(bed.log.claimed).isEmpty();
    }

    private void awaitReceiptsOfMaintenance(int count) {
        await().until(() -> {
            bed.worker().maintain();
            return bed.broker.receipts.size() == count;
        });
    }

    private void awaitReceipts(int count) {
        await().until(() -> bed.broker.receipts.size() >= count);
        assertThat(bed.broker.receipts).hasSize(count);
    }
}
