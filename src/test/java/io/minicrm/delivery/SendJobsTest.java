package io.minicrm.delivery;

import static io.minicrm.delivery.SenderBed.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.gate.SkipReason;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Which jobs the sender acts on, and to whom and with which content their messages go. */
class SendJobsTest {

    private static final String JOB_ID = "job-campaign-1-0-1757656477507-kz2rrf";

    private final SenderBed bed = new SenderBed();

    @Test
    void aStaleJobIsDroppedAndItsTicketFinished() {
        bed.log.answer = request -> new Claim.Stale();

        bed.start(job("ann"));

        assertThat(bed.unfinished()).isZero();
        assertThat(bed.broker.receipts).isEmpty();
        assertThat(bed.provider.sent).isEmpty();
    }

    @Test
    void aJobWhoseDataWasTooLargeBecomesADeadLetterAndTheOthersGoOn() {
        bed.start(job("ann"), job("bob", "simulator", "bob@example.com", 1, SkipReason.TOO_LARGE), job("eve"));

        bed.awaitReceipts(2);
        assertThat(bed.deadLetters)
                .containsExactly("bob: The message to lead bob of campaign-1: its data is too large for Kafka");
        assertThat(bed.log.claimed).extracting(ClaimRequest::leadId).containsExactly("ann", "eve");
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

        bed.awaitReceipts(1);
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

        bed.awaitReceipts(1);
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

        bed.awaitReceipts(5);
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

        bed.awaitReceipts(3);
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

        bed.awaitReceipts(2);
        assertThat(List.of(bed.broker.of("ann"), bed.broker.of("bob"))).allSatisfy(receipt -> {
            assertThat(receipt.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(receipt.error())
                    .startsWith("the template cannot be rendered: line 1, column 14: there is no filter \"shout\"");
        });
        assertThat(bed.unfinished()).isZero();
    }

    @Test
    void twoJobsOfOneMessageAreOneSendInTheLaterRound() {
        bed.start(job("ann", "simulator", "a@example.com", 3, null), job("ann", "simulator", "a@example.com", 2, null));

        bed.awaitReceipts(1);
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

        bed.awaitReceipts(1);
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
}
