package io.minicrm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignLedgerTest {

    private static final String CAMPAIGN = "campaign-1";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static final long MANY_BYTES = 64 << 20;

    private final CampaignLedger ledger = new CampaignLedger(CAMPAIGN, MANY_BYTES);

    private static ChunkJob chunk(int index, int round, String... leads) {
        return new ChunkJob(
                "job-%s-%d-1757656477507-kz2rrf".formatted(CAMPAIGN, index),
                CAMPAIGN,
                List.of(leads),
                NOW,
                index,
                1,
                round);
    }

    private void addSendJob(int chunk, String lead, boolean passed) {
        ledger.addSendJob(
                new SendJob(
                        MessageKey.of(CAMPAIGN, lead),
                        new SendJob.ChunkRound("job", chunk, 1, 1),
                        "simulator",
                        lead + "@example.com",
                        Map.of(),
                        NOW,
                        null),
                passed);
    }

    private void addReceipt(String lead, DeliveryStatus status, @Nullable String error, boolean passed) {
        ledger.addReceipt(
                Receipt.callback(MessageKey.of(CAMPAIGN, lead), status, "simulator", null, error, NOW), passed);
    }

    private void addLogRow(String lead, String status) {
        ledger.addLogRow(lead, status);
    }

    private void addCampaign(String status, int chunks, int audience, int settled) {
        ledger.addCampaign(new LedgerCampaign(status, status.equals("completed"), chunks, audience, settled));
    }

    /** Adds a lead that went through all stages. */
    private void addSent(int chunk, String lead) {
        addSendJob(chunk, lead, true);
        addReceipt(lead, DeliveryStatus.SENT, null, true);
        addLogRow(lead, "sent");
    }

    private List<String> findings() {
        return ledger.report().findings().stream()
                .map(finding ->
                        finding.what() + (finding.leads().isEmpty() ? "" : ": " + String.join(", ", finding.leads())))
                .toList();
    }

    @Test
    void aCompletedCampaignWithAllRecordsIsConsistent() {
        addCampaign("completed", 1, 2, 2);
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), true);
        addSent(0, "lead-1");
        addSent(0, "lead-2");

        LedgerReport report = ledger.report();

        assertThat(report.consistent()).isTrue();
        assertThat(report.findings()).isEmpty();
        assertThat(report.statuses()).containsExactly(Map.entry("sent", 2L));
    }

    @Test
    void aLeadWithoutSendJobIsMissingOnceTheExpanderHasCommittedBeyondItsChunk() {
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2", "lead-3"), true);
        addSendJob(0, "lead-1", false);
        addSendJob(0, "lead-2", false);

        assertThat(findings()).containsExactly("1 leads of expanded chunks have no send job: lead-3");
    }

    @Test
    void aLeadOfAChunkThatTheExpanderHasNotReachedWaitsForItsSendJob() {
        ledger.addChunk(chunk(0, 1, "lead-1"), true);
        ledger.addChunk(chunk(1, 1, "lead-2", "lead-3"), false);
        addSendJob(0, "lead-1", false);
        addSendJob(1, "lead-2", false);

        LedgerReport report = ledger.report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.waitingForSendJob()).isEqualTo(1);
        assertThat(report.waitingForReceipt()).isEqualTo(2);
    }

    @Test
    void withoutCommitsOfTheExpanderAFirstSendJobShowsThatItsChunkIsExpanded() {
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), false);
        ledger.addChunk(chunk(1, 1, "lead-3"), false);
        addSendJob(0, "lead-1", false);

        assertThat(findings()).containsExactly("1 leads of expanded chunks have no send job: lead-2");
    }

    @Test
    void aProcessedSendJobWithoutReceiptIsMissingUnlessTheLeadWaitsInTheLog() {
        addCampaign("running", 1, 2, 0);
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), true);
        addSendJob(0, "lead-1", true);
        addSendJob(0, "lead-2", true);
        addLogRow("lead-2", "postponed");

        assertThat(findings()).containsExactly("1 leads have a send job that was processed, but no receipt: lead-1");
    }

    @Test
    void aMissingChunkIsFoundBetweenOthers() {
        ledger.addChunk(chunk(0, 1, "lead-1"), false);
        ledger.addChunk(chunk(3, 1, "lead-2"), false);

        assertThat(findings()).containsExactly("chunks [1, 2] are missing between others");
    }

    @Test
    void aChunkThatIsPublishedAgainWithOtherLeadsIsFoundButALaterRoundIsNot() {
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), false);
        ledger.addChunk(chunk(0, 2, "lead-2"), false);
        ledger.addChunk(chunk(1, 1, "lead-3", "lead-4"), false);
        ledger.addChunk(chunk(1, 1, "lead-3"), false);

        assertThat(findings()).containsExactly("chunks [1] came twice with different leads");
    }

    @Test
    void aLeadInTwoChunksAndASendJobWithoutChunkAreFound() {
        ledger.addChunk(chunk(0, 1, "lead-1"), false);
        ledger.addChunk(chunk(1, 1, "lead-1"), false);
        addSendJob(7, "lead-9", false);

        assertThat(findings())
                .containsExactly(
                        "1 leads are in two chunks: lead-1", "1 leads have a send job but are in no chunk: lead-9");
    }

    @Test
    void theDeliveryLogMustHaveEveryAppliedReceipt() {
        addCampaign("running", 1, 3, 3);
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2", "lead-3"), false);
        addReceipt("lead-1", DeliveryStatus.DELIVERED, null, true);
        addReceipt("lead-2", DeliveryStatus.DELIVERED, null, true);
        addReceipt("lead-3", DeliveryStatus.DELIVERED, null, false);
        addLogRow("lead-2", "sent");
        addLogRow("lead-3", "sent");
        addLogRow("lead-4", "sent");

        assertThat(findings())
                .containsExactly(
                        "1 leads have a receipt that was applied, but no row in the delivery log: lead-1",
                        "1 leads have a lower status in the delivery log than in their receipts: lead-2",
                        "1 leads are in the delivery log but in no chunk: lead-4");
    }

    @Test
    void theNumbersOfACompletedCampaignMustMatchTheTopics() {
        addCampaign("completed", 2, 3, 1);
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), false);

        assertThat(findings())
                .containsExactly(
                        "the plan has 2 chunks, campaign.jobs has 1",
                        "the campaign is completed, but of an audience of 3 only 1 are settled",
                        "2 leads of a completed campaign are not in the delivery log: lead-1, lead-2");
    }

    @Test
    void aPartOfTheDeliveryLogIsNotUsed() {
        addCampaign("completed", 1, 2, 2);
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), false);
        addLogRow("lead-1", "sent");
        ledger.removeLog();

        LedgerReport report = ledger.report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.logRows()).isNull();
        assertThat(report.notes()).containsExactly("the delivery log could not be read completely and is left out");
    }

    @Test
    void aStatusOfANewerServerIsCountedAndContradictsNothing() {
        addCampaign("running", 1, 1, 0);
        ledger.addChunk(chunk(0, 1, "lead-1"), true);
        addSendJob(0, "lead-1", true);
        addReceipt("lead-1", DeliveryStatus.DELIVERED, null, true);
        addLogRow("lead-1", "teleported");

        LedgerReport report = ledger.report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.statuses()).containsExactly(Map.entry("teleported", 1L));
    }

    @Test
    void errorsAreCountedTheMostFrequentFirstAndLongListsOfLeadsAreCut() {
        String[] leads =
                IntStream.range(10, 40).mapToObj(number -> "lead-" + number).toArray(String[]::new);
        ledger.addChunk(chunk(0, 1, leads), true);
        addReceipt("lead-1", DeliveryStatus.FAILED, "mailbox full", false);
        addReceipt("lead-2", DeliveryStatus.FAILED, "no such mailbox", false);
        addReceipt("lead-3", DeliveryStatus.FAILED, "no such mailbox", false);
        addSendJob(0, "lead-10", false);

        LedgerReport report = ledger.report();

        assertThat(report.errors())
                .containsExactly(
                        new LedgerReport.ReceiptError("failed: no such mailbox", 2),
                        new LedgerReport.ReceiptError("failed: mailbox full", 1));
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.count()).isEqualTo(29);
            assertThat(finding.leads()).hasSize(20).startsWith("lead-11");
        });
    }

    @Test
    void aChunkIsHeldAgainstThePlan() {
        ledger.addChunk(chunk(0, 1, "lead-1", "lead-2"), false);
        ledger.addChunk(chunk(1, 1, "lead-3"), false);
        ledger.addChunk(chunk(2, 1, "lead-4"), false);
        ledger.addPlan(0, Set.of("lead-2", "lead-1"));
        ledger.addPlan(1, Set.of("lead-9"));
        assertThat(ledger.chunksWithoutPlan(-1, 10)).containsExactly(2);
        ledger.completePlan();

        assertThat(findings())
                .containsExactly(
                        "chunks [2] are not in the plan",
                        "1 leads are in chunks that are not in the plan: lead-4",
                        "chunks [1] have other leads than the plan");
        assertThat(ledger.report().findings())
                .extracting(LedgerReport.Finding::kind)
                .containsExactly(LedgerReport.Kind.FOREIGN, LedgerReport.Kind.FOREIGN, LedgerReport.Kind.CONTRADICTORY);
    }

    @Test
    void whatIsForeignIsNotMissing() {
        addCampaign("completed", 1, 1, 1);
        ledger.addChunk(chunk(0, 1, "lead-1"), true);
        addSent(0, "lead-1");
        ledger.addChunk(chunk(7, 1, "stranger"), true);
        ledger.addPlan(0, Set.of("lead-1"));
        ledger.completePlan();

        assertThat(findings())
                .containsExactly(
                        "chunks [7] are not in the plan", "1 leads are in chunks that are not in the plan: stranger");
    }

    @Test
    void aRecordWithAHugeIndexIsFoundWithoutListingAllThatAreMissing() {
        ledger.addChunk(chunk(999_999_999, 1, "lead-1"), false);

        assertThat(ledger.report().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.count()).isEqualTo(999_999_999);
            assertThat(finding.what()).contains("[0, 1, 2, ", "19] and 999999979 more");
        });
    }

    @Test
    void whatMayHaveExpiredIsNotMissing() {
        addCampaign("completed", 2, 2, 2);
        ledger.gaps().add(PipelineTopics.JOBS.name());
        ledger.addChunk(chunk(1, 1, "lead-2"), true);
        addSent(0, "lead-1");
        addSent(1, "lead-2");

        assertThat(findings()).isEmpty();
    }

    @Test
    void moreLeadsThanFitIntoMemoryAreCountedByTheirRecordsOnly() {
        CampaignLedger small = new CampaignLedger(CAMPAIGN, 2 << 20);
        String[] leads = IntStream.range(0, 9_000)
                .mapToObj("a-lead-with-a-long-id-that-takes-space-%d"::formatted)
                .toArray(String[]::new);
        for (int index = 0; index < 10; index++) {
            int number = index;
            small.addChunk(
                    chunk(
                            index,
                            1,
                            Stream.of(leads).map(lead -> lead + "-" + number).toArray(String[]::new)),
                    true);
        }

        LedgerReport report = small.report();

        assertThat(report.chunks()).isEqualTo(10);
        assertThat(report.chunkRecords()).isEqualTo(10);
        assertThat(report.chunkLeads()).isNull();
        assertThat(report.sendJobs()).isNull();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("leads are not compared");
    }

    @Test
    void differentErrorsAreBounded() {
        ledger.addChunk(chunk(0, 1, "lead-1"), true);
        for (int number = 0; number < 3_000; number++) {
            addReceipt("lead-1", DeliveryStatus.FAILED, "mailbox " + number, false);
        }

        assertThat(ledger.report().errors().getFirst()).isEqualTo(new LedgerReport.ReceiptError("other errors", 2_000));
    }
}
