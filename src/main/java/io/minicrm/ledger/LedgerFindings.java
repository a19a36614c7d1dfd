package io.minicrm.ledger;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.ledger.LedgerReport.Finding;
import io.minicrm.ledger.LedgerReport.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The checks over a {@link CampaignLedger}: each finds leads or numbers that contradict each other. */
final class LedgerFindings {

    private static final int NAMED = 20;

    private final @Nullable LeadTrails trails;
    private final SortedMap<Integer, LedgerChunk> chunks;
    private final boolean hasAllChunks;
    private final boolean hasAllSendJobs;
    private final boolean hasAllReceipts;
    private final boolean expanderCommitted;
    private final boolean planIsKnown;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param trails null if there were too many leads
     * @param gaps the topics in which nothing is said to be missing
     * @param planIsKnown whether each chunk that is in the plan has its plan
     */
    LedgerFindings(
            @Nullable LeadTrails trails, SortedMap<Integer, LedgerChunk> chunks, Gaps gaps, boolean planIsKnown) {
        this.trails = trails;
        this.chunks = chunks;
        this.hasAllChunks = !gaps.in(PipelineTopics.JOBS.name());
        this.hasAllSendJobs = !gaps.in(PipelineTopics.SEND_JOBS.name());
        this.hasAllReceipts = !gaps.in(PipelineTopics.RECEIPTS.name());
        this.expanderCommitted = chunks.values().stream().anyMatch(LedgerChunk::isPassed);
        this.planIsKnown = planIsKnown;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * Whether all send jobs of the lead's chunk must exist: the expander has committed beyond the chunk. If its commits
     * are unknown, a first send job shows that it has begun with the chunk.
     */
    boolean isExpanded(LeadTrail trail) {
        LedgerChunk chunk = chunks.get(trail.chunk());
        return chunk != null && (chunk.isPassed() || (chunk.hasSendJob() && !expanderCommitted));
    }

    private boolean isForeign(LedgerChunk chunk) {
        return planIsKnown && !chunk.isPlanned();
    }

    private boolean isInForeignChunk(LeadTrail trail) {
        LedgerChunk chunk = chunks.get(trail.chunk());
        return chunk != null && isForeign(chunk);
    }

    /** Whether the lead is in none of the chunks, of which all are there. */
    private boolean isInNoChunk(LeadTrail trail) {
        return hasAllChunks && !chunks.isEmpty() && !trail.isInChunk();
    }

    /** Workers drop what is foreign, so that nothing comes of it. */
    private boolean isForeign(LeadTrail trail) {
        return isInForeignChunk(trail) || isInNoChunk(trail);
    }

    /** Compares the topics with each other, and the chunks with the plan. */
    void checkTopics() {
        if (hasAllChunks) {
            findMissingChunks();
        }
        findChunks(Kind.CONTRADICTORY, "chunks %s came twice with different leads", LedgerChunk::isChanged);
        findChunks(Kind.FOREIGN, "chunks %s are not in the plan", this::isForeign);
        findLeads(Kind.FOREIGN, "%d leads are in chunks that are not in the plan", this::isInForeignChunk);
        findChunks(
                Kind.CONTRADICTORY,
                "chunks %s have other leads than the plan",
                chunk -> chunk.differsFromPlan() && !chunk.isChanged());
        findLeads(Kind.REPEATED, "%d leads are in two chunks", LeadTrail::isInTwoChunks);
        if (hasAllSendJobs) {
            findLeads(
                    Kind.MISSING,
                    "%d leads of expanded chunks have no send job",
                    trail -> trail.isInChunk() && !trail.hasSendJob() && isExpanded(trail) && !isInForeignChunk(trail));
        }
        findLeads(
                Kind.FOREIGN,
                "%d leads have a send job but are in no chunk",
                trail -> trail.hasSendJob() && isInNoChunk(trail));
        if (hasAllReceipts) {
            // A lead that waits in the log, because its campaign is paused or it is to be tried again, may have no
            // receipt yet.
            findLeads(
                    Kind.MISSING,
                    "%d leads have a send job that was processed, but no receipt",
                    trail -> trail.isSendJobPassed() && !trail.hasReceipt() && !trail.isInLog() && !isForeign(trail));
        }
    }

    /** Compares the topics with the delivery log, all of which has been read. */
    void checkLog() {
        findLeads(
                Kind.MISSING,
                "%d leads have a receipt that was applied, but no row in the delivery log",
                trail -> trail.isReceiptPassed() && !trail.isInLog() && !isForeign(trail));
        findLeads(
                Kind.CONTRADICTORY,
                "%d leads have a lower status in the delivery log than in their receipts",
                LeadTrail::isLogBehindReceipt);
        findLeads(
                Kind.FOREIGN,
                "%d leads are in the delivery log but in no chunk",
                trail -> trail.isInLog() && isInNoChunk(trail));
    }

    /**
     * Compares the topics with the campaign's numbers.
     *
     * @param logIsKnown whether the delivery log has been read
     */
    void checkNumbers(LedgerCampaign campaign, boolean logIsKnown) {
        if (trails != null && chunks.size() == campaign.chunks()) {
            long inChunks = trails.count(LeadTrail::isInChunk);
            if (inChunks != campaign.audience()) {
                findTotal(
                        Kind.CONTRADICTORY,
                        "the audience is %d, the chunks contain %d leads".formatted(campaign.audience(), inChunks));
            }
        }
        if (!campaign.isCompleted()) {
            return;
        }
        if (hasAllChunks && chunks.size() < campaign.chunks()) {
            findTotal(
                    Kind.MISSING,
                    "the plan has %d chunks, campaign.jobs has %d".formatted(campaign.chunks(), chunks.size()));
        }
        if (campaign.audience() != campaign.settled()) {
            findTotal(
                    Kind.CONTRADICTORY,
                    "the campaign is completed, but of an audience of %d only %d are settled"
                            .formatted(campaign.audience(), campaign.settled()));
        }
        if (logIsKnown) {
            findLeads(
                    Kind.MISSING,
                    "%d leads of a completed campaign are not in the delivery log",
                    trail -> trail.isInChunk() && !trail.isInLog() && !isInForeignChunk(trail));
        }
    }

    private void findLeads(Kind kind, String what, Predicate<LeadTrail> which) {
        if (trails == null) {
            return;
        }
        LeadTrails.Found found = trails.find(which, NAMED);
        if (found.count() > 0) {
            findings.add(new Finding(kind, what.formatted(found.count()), found.count(), found.first()));
        }
    }

    /** Chunks are published in the order of their indexes. */
    private void findMissingChunks() {
        List<Integer> first = new ArrayList<>();
        long count = 0;
        int next = 0;
        for (Map.Entry<Integer, LedgerChunk> chunk : chunks.entrySet()) {
            if (isForeign(chunk.getValue())) {
                continue;
            }
            int index = chunk.getKey();
            count += index - next;
            for (; next < index && first.size() < NAMED; next++) {
                first.add(next);
            }
            next = index + 1;
        }
        findChunks(Kind.MISSING, "chunks %s are missing between others", first, count);
    }

    private void findChunks(Kind kind, String what, Predicate<LedgerChunk> which) {
        List<Integer> indexes = chunks.entrySet().stream()
                .filter(chunk -> which.test(chunk.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        findChunks(kind, what, indexes.subList(0, Math.min(NAMED, indexes.size())), indexes.size());
    }

    private void findChunks(Kind kind, String what, List<Integer> first, long count) {
        if (count > 0) {
            String more = count > first.size() ? " and %d more".formatted(count - first.size()) : "";
            findings.add(new Finding(kind, what.formatted(first + more), count, List.of()));
        }
    }

    private void findTotal(Kind kind, String what) {
        findings.add(new Finding(kind, what, 0, List.of()));
    }
}
