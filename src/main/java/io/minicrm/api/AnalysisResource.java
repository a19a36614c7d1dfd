package io.minicrm.api;

import io.minicrm.ledger.Analysis;
import io.minicrm.ledger.CampaignAnalyses;
import io.minicrm.ledger.LedgerReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Compares a campaign with Kafka. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/analysis")
@Tag(name = "Campaigns")
final class AnalysisResource {

    /** One of so many bytes of the heap may be used to compare leads: 64 MiB of 512, enough for about a million. */
    static final int PART_OF_HEAP = 8;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private final CampaignAnalyses analyses;

    AnalysisResource(CampaignAnalyses analyses) {
        this.analyses = analyses;
    }

    @EndsWithClient
    @GetMapping
    @Operation(
            summary = "Compare a campaign's plan, its records on Kafka and its delivery log, lead by lead",
            description = "Finds what is missing, repeated or foreign. A request reads for about five seconds. If"
                    + " complete is false, the same request continues, within 15 seconds; findings come with the last"
                    + " answer. A process compares one campaign at a time; during that, the answer for others is 503.")
    Answer<AnalysisView> get(@PathVariable String id) {
        return Answer.of(AnalysisView.of(analyses.analyze(id, TIME_LIMIT)
                .orElseThrow(() ->
                        new ServerBusyException("Another campaign is being compared with Kafka; try again later"))));
    }

    /**
     * A comparison as the API shows it; {@link LedgerReport} and {@link Analysis} describe the fields.
     *
     * @param consistent null until the comparison is complete
     */
    record AnalysisView(
            String campaignId,
            boolean complete,
            @Nullable String reading,
            long scanned,
            long left,
            @Nullable String status,
            @Nullable Long audience,
            @Nullable Integer plannedChunks,
            int chunks,
            @Nullable Long chunkLeads,
            long chunkRecords,
            @Nullable Long sendJobs,
            long sendJobRecords,
            @Nullable Long waitingForSendJob,
            @Nullable Long receipts,
            long receiptRecords,
            @Nullable Long waitingForReceipt,
            @Nullable Long logRows,
            Map<String, Long> statuses,
            List<LedgerReport.ReceiptError> receiptErrors,
            List<String> notes,
            List<LedgerReport.Finding> findings,
            @Nullable Boolean consistent) {

        static AnalysisView of(Analysis analysis) {
            LedgerReport report = analysis.report();
            return new AnalysisView(
                    report.campaignId(),
                    analysis.isComplete(),
                    analysis.reading(),
                    analysis.scanned(),
                    analysis.left(),
                    report.status(),
                    report.audience(),
                    report.plannedChunks(),
                    report.chunks(),
                    report.chunkLeads(),
                    report.chunkRecords(),
                    report.sendJobs(),
                    report.sendJobRecords(),
                    report.waitingForSendJob(),
                    report.receipts(),
                    report.receiptRecords(),
                    report.waitingForReceipt(),
                    report.logRows(),
                    report.statuses(),
                    report.errors().stream().map(AnalysisView::visible).toList(),
                    report.notes(),
                    report.findings(),
                    analysis.isComplete() ? report.consistent() : null);
        }

        /** An error quotes what the provider answered. */
        private static LedgerReport.ReceiptError visible(LedgerReport.ReceiptError error) {
            return new LedgerReport.ReceiptError(PersonalData.text(error.reason()), error.count());
        }
    }
}
