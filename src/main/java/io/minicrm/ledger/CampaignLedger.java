package io.minicrm.ledger;

import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.ledger.LedgerReport.ReceiptError;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
 * <p>Memory is bounded. If the leads need more than the given bytes, they are all dropped: from then on records are
 * counted, but leads are not compared, and the report says so.
 */
public final class CampaignLedger {

    private static final int SHOWN_ERRORS = 20;

    /** One of so many bytes is for the chunks, the rest for the leads. */
    private static final int PART_FOR_CHUNKS = 8;

    /** Providers may write something else into each error, such as an address. */
    private static final int DIFFERENT_ERRORS = 1_000;

    private static final String OTHER_ERRORS = "other errors";

    private final String campaignId;
    private final long maxBytes;
    private @Nullable LeadTrails trails;
    private final SortedMap<Integer, LedgerChunk> chunks = new TreeMap<>();
    private final Map<String, Long> errors = new HashMap<>();
    private final SortedMap<String, Long> statuses = new TreeMap<>();
    private final TreeSet<String> notes = new TreeSet<>();
    private final Gaps gaps = new Gaps();
    private boolean planIsKnown;
    private long chunkRecords;
    private long sendJobRecords;
    private long receiptRecords;
    private @Nullable LedgerCampaign campaign;
    private @Nullable Long logRows;

    /** @param maxBytes for the leads and chunks */
    public CampaignLedger(String campaignId, long maxBytes) {
        this.campaignId = campaignId;
        this.maxBytes = maxBytes;
        this.trails = new LeadTrails(maxBytes - maxBytes / PART_FOR_CHUNKS);
    }

    String campaignId() {
        return campaignId;
    }

    /** The topics whose records of this campaign may have expired, so that what is missing there proves nothing. */
    Gaps gaps() {
        return gaps;
    }

    void addNote(String note) {
        notes.add(note);
    }

    /** @param passed whether the expander had committed beyond the record */
    void addChunk(ChunkJob job, boolean passed) {
        chunkRecords++;
        LedgerChunk chunk = chunks.get(job.chunkIndex());
        if (chunk == null && hasSpaceForChunk()) {
            chunk = new LedgerChunk();
            chunks.put(job.chunkIndex(), chunk);
        }
        if (chunk == null) {
            gaps.add(PipelineTopics.JOBS.name());
            dropLeads();
        } else {
            chunk.add(job.leadIds(), job.round() == 1, passed);
        }
        job.leadIds().forEach(lead -> change(lead, trail -> trail.withChunk(job.chunkIndex())));
    }

    private boolean hasSpaceForChunk() {
        return (chunks.size() + 1L) * LedgerChunk.BYTES <= maxBytes / PART_FOR_CHUNKS;
    }

    /** Marks the plan as known: chunks without one are not in it. */
    void completePlan() {
        planIsKnown = true;
    }

    /** Adds a chunk of the plan, if there is a record of it. */
    void addPlan(int index, Collection<String> leadIds) {
        LedgerChunk chunk = chunks.get(index);
        if (chunk != null) {
            chunk.addPlan(leadIds);
        }
    }

    /** The indexes of the chunks of which there is a record and no plan yet. */
    List<Integer> chunksWithoutPlan(int after, int limit) {
        return chunks.tailMap(after + 1).entrySet().stream()
                .filter(chunk -> !chunk.getValue().isPlanned())
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    /** @param passed whether the sender had committed beyond the record */
    void addSendJob(SendJob job, boolean passed) {
        sendJobRecords++;
        change(job.leadId(), trail -> trail.withSendJob(passed));
        LedgerChunk chunk = chunks.get(job.chunkIndex());
        if (chunk != null) {
            chunk.addSendJob();
        }
    }

    /** @param passed whether the receipt worker had committed beyond the record */
    void addReceipt(Receipt receipt, boolean passed) {
        receiptRecords++;
        change(receipt.leadId(), trail -> trail.withReceipt(receipt.status(), passed));
        if (receipt.error() != null) {
            String error = receipt.status().code() + ": " + receipt.error();
            boolean isKept = errors.containsKey(error) || errors.size() < DIFFERENT_ERRORS;
            errors.merge(isKept ? error : OTHER_ERRORS, 1L, Long::sum);
        }
    }

    /** Adds the campaign, as it was before the topics were read. */
    public void addCampaign(LedgerCampaign known) {
        campaign = known;
        logRows = 0L;
    }

    /**
     * Adds a row of the delivery log.
     *
     * @param status the code of its status
     */
    public void addLogRow(String leadId, String status) {
        DeliveryStatus known = status(status);
        change(leadId, trail -> trail.withLogRow(known));
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
    public void removeLog() {
        logRows = null;
        statuses.clear();
        if (trails != null) {
            trails.changeAll(LeadTrail::withoutLogRow);
        }
        notes.add("the delivery log could not be read completely and is left out");
    }

    private void change(String lead, UnaryOperator<LeadTrail> change) {
        if (trails != null && !trails.change(lead, change)) {
            dropLeads();
        }
    }

    private void dropLeads() {
        trails = null;
        notes.add("the campaign has more leads than fit into %,d MiB: records are counted, but leads are not compared"
                .formatted(maxBytes >> 20));
    }

    /** What the ledger says. It must be complete. */
    public LedgerReport report() {
        LedgerFindings check = new LedgerFindings(trails, chunks, gaps, planIsKnown);
        check.checkTopics();
        if (logRows != null) {
            check.checkLog();
        }
        if (campaign != null) {
            check.checkNumbers(campaign, logRows != null);
        }
        return report(check, check.findings());
    }

    /** What has been counted so far; without findings, because what is missing may be found yet. */
    LedgerReport partialReport() {
        return report(new LedgerFindings(trails, chunks, gaps, planIsKnown), List.of());
    }

    private LedgerReport report(LedgerFindings check, List<LedgerReport.Finding> findings) {
        return new LedgerReport(
                campaignId,
                campaign == null ? null : campaign.status(),
                campaign == null ? null : (Long) campaign.audience(),
                campaign == null ? null : (Integer) campaign.chunks(),
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
                Collections.unmodifiableSortedMap(new TreeMap<>(statuses)),
                mostFrequentErrors(),
                List.copyOf(notes),
                findings,
                findings.isEmpty());
    }

    private @Nullable Long count(Predicate<LeadTrail> which) {
        return trails == null ? null : (Long) trails.count(which);
    }

    private List<ReceiptError> mostFrequentErrors() {
        return errors.entrySet().stream()
                .map(error -> new ReceiptError(error.getKey(), error.getValue()))
                .sorted(Comparator.comparingLong(ReceiptError::count).reversed().thenComparing(ReceiptError::reason))
                .limit(SHOWN_ERRORS)
                .toList();
    }
}
