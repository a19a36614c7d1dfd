package io.minicrm.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CampaignLedger} says. Numbers count different leads unless their name says records or rows; they are
 * null if there were too many leads to compare them.
 *
 * @param status the campaign's status; null if the store was not asked
 * @param audience the campaign's audience; null if the store was not asked
 * @param plannedChunks the chunks of the campaign's plan; null if the store was not asked
 * @param chunks chunks of which there is a record
 * @param chunkLeads leads of the chunks on campaign.jobs
 * @param waitingForSendJob leads whose chunk the expander has not reached
 * @param waitingForReceipt leads whose send job the sender has not reached
 * @param logRows null if the delivery log was not read
 * @param notes what limits the comparison
 * @param consistent whether there are no findings
 */
public record LedgerReport(
        String campaignId,
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
        List<ReceiptError> errors,
        List<String> notes,
        List<Finding> findings,
        boolean consistent) {

    /** What is wrong about the leads or chunks of a finding. */
    public enum Kind {
        /** A record or row that must exist does not. */
        MISSING,
        /** Something exists twice that must exist once. */
        REPEATED,
        /** A record or row does not belong to the campaign. */
        FOREIGN,
        /** Two sources say different things. */
        CONTRADICTORY;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The kind as text. */
        @JsonValue
        public String code() {
            return code;
        }
    }

    /**
     * An inconsistency.
     *
     * @param count the leads, or chunks, that are affected; 0 if the finding is about totals
     * @param leads the first of the affected leads
     */
    public record Finding(Kind kind, String what, long count, List<String> leads) {}

    /** How many receipts report an error. */
    public record ReceiptError(String reason, long count) {}

    /** Whether nothing of the campaign was found. */
    public boolean isEmpty() {
        return chunks == 0 && sendJobRecords == 0 && receiptRecords == 0;
    }
}
