package io.minicrm.cli.kafka;

import io.minicrm.cli.kafka.LedgerReport.Finding;
import io.minicrm.console.CampaignNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The checks over a {@link CampaignLedger}: each finds leads or numbers that contradict each other. */
final class LedgerFindings {

    private static final int NAMED_LEADS = 20;

    private final Map<String, LeadTrail> trails;
    private final SortedMap<Integer, LedgerChunk> chunks;
    private final boolean expanderCommitted;
    private final List<Finding> findings = new ArrayList<>();

    LedgerFindings(Map<String, LeadTrail> trails, SortedMap<Integer, LedgerChunk> chunks) {
        this.trails = trails;
        this.chunks = chunks;
        this.expanderCommitted = chunks.values().stream().anyMatch(LedgerChunk::isPassed);
    }

    List<Finding> findings() {
        return findings;
    }

    /**
     * Whether all send jobs of the lead's chunk must exist: the expander has committed beyond the chunk. If its commits
     * are unknown, a first send job shows that it has begun with the chunk.
     */
    boolean isExpanded(LeadTrail trail) {
        LedgerChunk chunk = chunks.get(trail.chunk());
        return chunk != null && (chunk.isPassed() || (chunk.hasSendJob() && !expanderCommitted));
    }

    /** Compares the topics with each other. */
    void checkTopics() {
        List<Integer> missing = new ArrayList<>();
        for (int index = 0; !chunks.isEmpty() && index < chunks.lastKey(); index++) {
            if (!chunks.containsKey(index)) {
                missing.add(index);
            }
        }
        findChunks("chunks %s are missing between others", missing);
        findChunks(
                "chunks %s came twice with different leads",
                chunks.entrySet().stream()
                        .filter(chunk -> chunk.getValue().isChanged())
                        .map(Map.Entry::getKey)
                        .toList());
        findLeads("%d leads are in two chunks", LeadTrail::isInTwoChunks);
        findLeads(
                "%d leads of expanded chunks have no send job",
                trail -> trail.isInChunk() && !trail.hasSendJob() && isExpanded(trail));
        if (!chunks.isEmpty()) {
            findLeads(
                    "%d leads have a send job but are in no chunk", trail -> trail.hasSendJob() && !trail.isInChunk());
        }
        // A lead that waits in the log, because its campaign is paused or it is to be tried again, may have no receipt
        // yet.
        findLeads(
                "%d leads have a send job that was processed, but no receipt",
                trail -> trail.isSendJobPassed() && !trail.hasReceipt() && !trail.isInLog());
    }

    /** Compares the topics with the delivery log, all of which has been read. */
    void checkLog() {
        findLeads(
                "%d leads have a receipt that was applied, but no row in the delivery log",
                trail -> trail.isReceiptPassed() && !trail.isInLog());
        findLeads(
                "%d leads have a lower status in the delivery log than in their receipts",
                LeadTrail::isLogBehindReceipt);
        if (!chunks.isEmpty()) {
            findLeads(
                    "%d leads are in the delivery log but in no chunk", trail -> trail.isInLog() && !trail.isInChunk());
        }
    }

    /**
     * Compares the topics with the campaign's numbers.
     *
     * @param campaign as the API returns it
     * @param logIsKnown whether the delivery log has been read
     */
    void checkNumbers(JsonNode campaign, boolean logIsKnown) {
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        long planned = campaign.path("queued_chunks").asLong(0);
        long inChunks = trails.values().stream().filter(LeadTrail::isInChunk).count();
        if (chunks.size() == planned && inChunks != numbers.audience()) {
            findTotal("the audience is %d, the chunks contain %d leads".formatted(numbers.audience(), inChunks));
        }
        if (!CampaignNumbers.isCompleted(campaign)) {
            return;
        }
        if (chunks.size() < planned) {
            findTotal("the plan has %d chunks, campaign.jobs has %d".formatted(planned, chunks.size()));
        }
        if (!numbers.addUp()) {
            findTotal("the campaign is completed, but of an audience of %d only %d are settled"
                    .formatted(numbers.audience(), numbers.settled()));
        }
        if (logIsKnown) {
            findLeads(
                    "%d leads of a completed campaign are not in the delivery log",
                    trail -> trail.isInChunk() && !trail.isInLog());
        }
    }

    private void findLeads(String what, Predicate<LeadTrail> which) {
        List<String> leads = trails.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!leads.isEmpty()) {
            List<String> named = leads.subList(0, Math.min(NAMED_LEADS, leads.size()));
            findings.add(new Finding(what.formatted(leads.size()), leads.size(), named));
        }
    }

    private void findChunks(String what, List<Integer> indexes) {
        if (!indexes.isEmpty()) {
            String named = indexes.size() <= NAMED_LEADS
                    ? indexes.toString()
                    : indexes.subList(0, NAMED_LEADS) + " and " + (indexes.size() - NAMED_LEADS) + " more";
            findings.add(new Finding(what.formatted(named), indexes.size(), List.of()));
        }
    }

    private void findTotal(String what) {
        findings.add(new Finding(what, 0, List.of()));
    }
}
