package io.minicrm.cli.kafka;

import io.minicrm.console.CampaignNumbers;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the topics and the delivery log say about each lead of one campaign, and whether they agree.
 *
 * <p>A message has up to four records: its chunk on {@code campaign.jobs}, its send job, its receipts, and its row in
 * the delivery log. While a campaign runs, the later ones do not exist yet. So each record is added together with
 * whether the worker that reads it had already committed beyond it ("passed"): only then must the next record exist.
 * {@link LedgerReader} reads the commits first and the topics in pipeline order, so that the outcome of every passed
 * record exists by the time its topic is read.
 *
 * <p>Example: chunk 0 contains lead-1, lead-2 and lead-3, and send jobs are found for lead-1 and lead-2. If the
 * expander had committed beyond chunk 0, lead-3 is an inconsistency. If not, lead-3 is counted as waiting for its send
 * job.
 *
 * <p>The ledger keeps one {@link LeadTrail} per lead in memory.
 */
final class CampaignLedger {

    private static final int SHOWN_ERRORS = 20;

    private final String campaignId;
    private final Map<String, LeadTrail> trails = new HashMap<>();
    private final SortedMap<Integer, LedgerChunk> chunks = new TreeMap<>();
    private final Map<String, Long> errors = new HashMap<>();
    private final SortedMap<String, Long> statuses = new TreeMap<>();
    private final TreeSet<String> notes = new TreeSet<>();
    private long chunkRecords;
    private long sendJobRecords;
    private long receiptRecords;
    private @Nullable JsonNode campaign;
    private @Nullable Long logRows;

    CampaignLedger(String campaignId) {
        this.campaignId = campaignId;
    }

    String campaignId() {
        return campaignId;
    }

    void addNote(String note) {
        notes.add(note);
    }

    /** @param passed whether the expander had committed beyond the record */
    void addChunk(ChunkJob job, boolean passed) {
        chunkRecords++;
        chunks.computeIfAbsent(job.chunkIndex(), _ -> new LedgerChunk(job.leadIds()))
                .add(job.leadIds(), job.round() == 1, passed);
        job.leadIds().forEach(lead -> trail(lead).addChunk(job.chunkIndex()));
    }

    /** @param passed whether the sender had committed beyond the record */
    void addSendJob(SendJob job, boolean passed) {
        sendJobRecords++;
        trail(job.leadId()).addSendJob(passed);
        LedgerChunk chunk = chunks.get(job.chunkIndex());
        if (chunk != null) {
            chunk.addSendJob();
        }
    }

    /** @param passed whether the receipt worker had committed beyond the record */
    void addReceipt(Receipt receipt, boolean passed) {
        receiptRecords++;
        trail(receipt.leadId()).addReceipt(receipt.status(), passed);
        if (receipt.error() != null) {
            errors.merge(receipt.status().code() + ": " + receipt.error(), 1L, Long::sum);
        }
    }

    /** @param known the campaign, as the API returns it */
    void addCampaign(JsonNode known) {
        campaign = known;
        logRows = 0L;
    }

    /** @param row a row of the delivery log, as the API returns it */
    void addLogRow(JsonNode row) {
        String status = row.path("status").asString("");
        trail(row.path("lead_id").asString("")).addLogRow(status(status));
        statuses.merge(status, 1L, Long::sum);
        logRows = (logRows == null ? 0 : logRows) + 1;
    }

    /** Null for a status of a newer server. */
    private static @Nullable DeliveryStatus status(String code) {
        try {
            return DeliveryStatus.ofCode(code);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    /** Removes the rows of the delivery log, because a part of it proves nothing. */
    void removeLog() {
        logRows = null;
        statuses.clear();
        trails.values().forEach(LeadTrail::removeLogRow);
        notes.add("the delivery log could not be read completely and is left out");
    }

    private LeadTrail trail(String lead) {
        return trails.computeIfAbsent(lead, _ -> new LeadTrail());
    }

    private long count(Predicate<LeadTrail> which) {
        return trails.values().stream().filter(which).count();
    }

    LedgerReport report() {
        LedgerFindings check = new LedgerFindings(trails, chunks);
        check.checkTopics();
        if (logRows != null) {
            check.checkLog();
        }
        if (campaign != null) {
            check.checkNumbers(campaign, logRows != null);
        }
        return new LedgerReport(
                campaignId,
                campaign == null ? null : campaign.path("status").asString(""),
                campaign == null ? null : (Long) CampaignNumbers.of(campaign).audience(),
                chunks.size(),
                count(LeadTrail::isInChunk),
                chunkRecords,
                count(LeadTrail::hasSendJob),
                sendJobRecords,
                count(trail -> trail.isInChunk() && !trail.hasSendJob() && !check.isExpanded(trail)),
                count(LeadTrail::hasReceipt),
                receiptRecords,
                count(trail -> trail.hasSendJob() && !trail.hasReceipt() && !trail.isSendJobPassed()),
                logRows,
                statuses,
                mostFrequentErrors(),
                List.copyOf(notes),
                check.findings(),
                check.findings().isEmpty());
    }

    private List<LedgerReport.ErrorCount> mostFrequentErrors() {
        return errors.entrySet().stream()
                .map(error -> new LedgerReport.ErrorCount(error.getKey(), error.getValue()))
                .sorted(Comparator.comparingLong(LedgerReport.ErrorCount::count)
                        .reversed()
                        .thenComparing(LedgerReport.ErrorCount::reason))
                .limit(SHOWN_ERRORS)
                .toList();
    }
}
