package io.minicrm.cli.kafka;

import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What every station says of each lead of one campaign, and whether it adds up. Holds a few words a lead. */
final class CampaignLedger {

    private static final int NAMED_LEADS = 20;
    private static final int SHOWN_ERRORS = 20;

    private final String campaignId;
    private final Map<String, Trail> trails = new HashMap<>();
    private final Map<Integer, ChunkSeen> chunks = new TreeMap<>();
    private final Map<String, Long> errors = new HashMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Set<String> notes = new TreeSet<>();
    private final Set<Integer> changedChunks = new TreeSet<>();
    private long chunkRecords;
    private long sendJobRecords;
    private long receiptRecords;
    private @Nullable JsonNode plan;
    private @Nullable Long logRows;

    CampaignLedger(String campaignId) {
        this.campaignId = campaignId;
    }

    private static final class Trail {
        private int chunk = -1;
        private boolean inTwoChunks;
        private boolean hasSendJob;
        private boolean sendJobPassed;
        private @Nullable DeliveryStatus receipt;
        private boolean receiptPassed;
        private @Nullable DeliveryStatus log;
    }

    private static final class ChunkSeen {
        private final Set<String> leads;
        private boolean passed;
        private boolean hasSendJob;

        private ChunkSeen(Collection<String> leads) {
            this.leads = new HashSet<>(leads);
        }
    }

    /** One thing that does not add up; {@code count} leads, the first of them by name. */
    record Finding(String what, long count, List<String> leads) {}

    /** How often an error was reported. */
    record ErrorCount(String reason, long count) {}

    /** The whole answer. Numbers are of different leads, unless they say records; null where the server did not tell. */
    record Report(
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
            boolean consistent) {}

    String campaignId() {
        return campaignId;
    }

    void note(String note) {
        notes.add(note);
    }

    void unreadable(String topic) {
        notes.add(topic + " holds records of this campaign that cannot be read; see the dead letters");
    }

    /** @param passed whether the expander is past it */
    void chunk(ChunkJob job, boolean passed) {
        chunkRecords++;
        ChunkSeen seen = chunks.computeIfAbsent(job.chunkIndex(), index -> new ChunkSeen(job.leadIds()));
        seen.passed |= passed;
        if (job.attempt() == 1 && !seen.leads.equals(new HashSet<>(job.leadIds()))) {
            changedChunks.add(job.chunkIndex());
        }
        for (String lead : job.leadIds()) {
            Trail trail = trail(lead);
            trail.inTwoChunks |= trail.chunk >= 0 && trail.chunk != job.chunkIndex();
            trail.chunk = job.chunkIndex();
        }
    }

    /** @param passed whether the sender is past it */
    void sendJob(SendJob job, boolean passed) {
        sendJobRecords++;
        Trail trail = trail(job.leadId());
        trail.hasSendJob = true;
        trail.sendJobPassed |= passed;
        ChunkSeen chunk = chunks.get(job.chunkIndex());
        if (chunk != null) {
            chunk.hasSendJob = true;
        }
    }

    /** @param passed whether the receipt worker is past it */
    void receipt(Receipt receipt, boolean passed) {
        receiptRecords++;
        Trail trail = trail(receipt.leadId());
        DeliveryStatus before = trail.receipt;
        if (before == null || receipt.status().compareTo(before) > 0) {
            trail.receipt = receipt.status();
            trail.receiptPassed = passed;
        }
        if (receipt.error() != null) {
            errors.merge(receipt.status().code() + ": " + receipt.error(), 1L, Long::sum);
        }
    }

    /** What the server says of the campaign. */
    void plan(JsonNode campaign) {
        plan = campaign;
        logRows = 0L;
    }

    /** A row of the delivery log, as the server shows it. */
    void logRow(JsonNode row) {
        DeliveryStatus status =
                DeliveryStatus.valueOf(row.path("status").asString("").toUpperCase(Locale.ROOT));
        trail(row.path("lead_id").asString("")).log = status;
        statuses.merge(status.code(), 1L, Long::sum);
        logRows = (logRows == null ? 0 : logRows) + 1;
    }

    /** Half a log proves nothing. */
    void forgetLog() {
        logRows = null;
        statuses.clear();
        trails.values().forEach(trail -> trail.log = null);
        notes.add("the delivery log could not be read to its end and is left out");
    }

    private Trail trail(String lead) {
        return trails.computeIfAbsent(lead, id -> new Trail());
    }

    /** Whether a chunk's send jobs must all be there: the expander is past it, or has begun with it where no commit tells. */
    private boolean isExpanded(Trail trail) {
        ChunkSeen chunk = chunks.get(trail.chunk);
        return chunk != null
                && (chunk.passed
                        || (chunk.hasSendJob && chunks.values().stream().noneMatch(one -> one.passed)));
    }

    private long count(Predicate<Trail> which) {
        return trails.values().stream().filter(which).count();
    }

    private void find(List<Finding> findings, String what, Predicate<Trail> which) {
        List<String> leads = trails.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!leads.isEmpty()) {
            findings.add(new Finding(
                    what.formatted(leads.size()), leads.size(), leads.subList(0, Math.min(NAMED_LEADS, leads.size()))));
        }
    }

    Report report() {
        List<Finding> findings = new ArrayList<>();
        findChunkGaps(findings);
        find(findings, "%d leads are in two chunks", trail -> trail.inTwoChunks);
        find(
                findings,
                "%d leads of expanded chunks have no send job",
                trail -> trail.chunk >= 0 && !trail.hasSendJob && isExpanded(trail));
        if (!chunks.isEmpty()) {
            find(
                    findings,
                    "%d leads have a send job but are in no chunk",
                    trail -> trail.hasSendJob && trail.chunk < 0);
        }
        find(
                findings,
                "%d leads were sent for, but no receipt tells what became of them",
                trail -> trail.sendJobPassed && trail.receipt == null && isUnsettled(trail));
        findLogGaps(findings);
        findStats(findings);
        return new Report(
                campaignId,
                plan == null ? null : plan.path("status").asString(""),
                plan == null ? null : (Long) audience(plan),
                chunks.size(),
                count(trail -> trail.chunk >= 0),
                chunkRecords,
                count(trail -> trail.hasSendJob),
                sendJobRecords,
                count(trail -> trail.chunk >= 0 && !trail.hasSendJob && !isExpanded(trail)),
                count(trail -> trail.receipt != null),
                receiptRecords,
                count(trail -> trail.hasSendJob && trail.receipt == null && !trail.sendJobPassed),
                logRows,
                statuses,
                errors.entrySet().stream()
                        .map(error -> new ErrorCount(error.getKey(), error.getValue()))
                        .sorted(Comparator.comparingLong(ErrorCount::count)
                                .reversed()
                                .thenComparing(ErrorCount::reason))
                        .limit(SHOWN_ERRORS)
                        .toList(),
                List.copyOf(notes),
                findings,
                findings.isEmpty());
    }

    /** A lead that waits in the log, for its campaign is paused or it goes round again, has no receipt yet and lacks none. */
    private boolean isUnsettled(Trail trail) {
        return logRows == null || trail.log == null;
    }

    private static long audience(JsonNode campaign) {
        return campaign.path("stats").path("audience").asLong(0);
    }

    private void findChunkGaps(List<Finding> findings) {
        int last = chunks.keySet().stream().mapToInt(index -> index).max().orElse(-1);
        List<Integer> missing = new ArrayList<>();
        for (int index = 0; index <= last; index++) {
            if (!chunks.containsKey(index)) {
                missing.add(index);
            }
        }
        if (!missing.isEmpty()) {
            findings.add(new Finding(
                    "chunks %s are missing between others".formatted(shortened(missing)), missing.size(), List.of()));
        }
        if (!changedChunks.isEmpty()) {
            findings.add(new Finding(
                    "chunks %s came twice with different leads".formatted(shortened(List.copyOf(changedChunks))),
                    changedChunks.size(),
                    List.of()));
        }
    }

    private static String shortened(List<Integer> indexes) {
        return indexes.size() <= NAMED_LEADS
                ? indexes.toString()
                : indexes.subList(0, NAMED_LEADS) + " and " + (indexes.size() - NAMED_LEADS) + " more";
    }

    private void findLogGaps(List<Finding> findings) {
        if (logRows == null) {
            return;
        }
        find(
                findings,
                "%d leads have a receipt that was applied, but no row in the delivery log",
                trail -> trail.receiptPassed && trail.log == null);
        find(
                findings,
                "%d leads stand lower in the delivery log than their receipts say",
                trail -> trail.receiptPassed
                        && trail.log != null
                        && trail.receipt != null
                        && trail.receipt.isSent()
                        && trail.log.compareTo(trail.receipt) < 0);
        if (!chunks.isEmpty()) {
            find(
                    findings,
                    "%d leads are in the delivery log but in no chunk",
                    trail -> trail.log != null && trail.chunk < 0);
        }
    }

    private void findStats(List<Finding> findings) {
        JsonNode campaign = plan;
        if (campaign == null) {
            return;
        }
        JsonNode stats = campaign.path("stats");
        long audience = audience(campaign);
        long planned = campaign.path("queued_chunks").asLong(0);
        long inChunks = count(trail -> trail.chunk >= 0);
        if (chunks.size() == planned && inChunks != audience) {
            findings.add(new Finding(
                    "the audience is %d, the chunks hold %d leads".formatted(audience, inChunks), 0, List.of()));
        }
        if (!campaign.path("status").asString("").equals("completed")) {
            return;
        }
        if (chunks.size() < planned) {
            findings.add(new Finding(
                    "the plan has %d chunks, campaign.jobs %d".formatted(planned, chunks.size()), 0, List.of()));
        }
        long settled = stats.path("sent").asLong(0)
                + stats.path("failed").asLong(0)
                + stats.path("skipped").asLong(0)
                + stats.path("unknown").asLong(0);
        if (settled != audience) {
            findings.add(new Finding(
                    "it is completed, but of an audience of %d only %d are settled".formatted(audience, settled),
                    0,
                    List.of()));
        }
        if (logRows != null) {
            find(
                    findings,
                    "%d leads of a completed campaign are not in the delivery log",
                    trail -> trail.chunk >= 0 && trail.log == null);
        }
    }
}
