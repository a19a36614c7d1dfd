package io.minicrm.cli.kafka;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@link AnalyzeCommand}, in JSON. Numbers count different leads unless their name says records. Null
 * values are unknown without the server.
 */
record LedgerReport(
        String campaignId,
        @Nullable String status,
        @Nullable Long audience,
        int chunks,
        long chunkLeads,
        long chunkRecords,
        long sendJobs,
        long sendJobRecords,
        long waitingForSendJob,
        long receipts,
        long receiptRecords,
        long waitingForReceipt,
        @Nullable Long logRows,
        Map<String, Long> statuses,
        List<ErrorCount> errors,
        List<String> notes,
        List<Finding> findings,
        boolean consistent) {

    /**
     * An inconsistency.
     *
     * @param count the leads, or chunks, that are affected; 0 if the finding is about totals
     * @param leads the first of the affected leads
     */
    record Finding(String what, long count, List<String> leads) {}

    /** How many receipts report an error. */
    record ErrorCount(String reason, long count) {}
}
