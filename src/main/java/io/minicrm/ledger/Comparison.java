package io.minicrm.ledger;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.delivery.Plans;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.pending.PendingRead;
import io.minicrm.progress.CampaignProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a campaign with its plan, its records and its delivery log, in steps of about a second. Only the
 * thread that holds its lock may take the next step.
 */
final class Comparison {

    private static final String LOG = "delivery_log";
    private static final String PLAN = "plan";
    private static final int LOG_ROWS = 2_000;
    private static final int PLAN_CHUNKS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final String campaignId;
    private final Plans plans;
    private final Deliveries deliveries;
    private final TopicInspector inspector;
    private final Instant createdAt;
    private final CampaignLedger ledger;
    private @Nullable LedgerReader reader;
    private boolean isBroken;
    private @Nullable String lastLead;
    private boolean logIsRead;
    private boolean lateChunksAreRead;
    private int lastChunk = -1;
    private boolean planIsRead;

    Comparison(CampaignProgress progress, Plans plans, Deliveries deliveries, TopicInspector inspector, long maxBytes) {
        Campaign campaign = progress.campaign();
        this.campaignId = campaign.id();
        this.plans = plans;
        this.deliveries = deliveries;
        this.inspector = inspector;
        this.createdAt = campaign.origin().createdAt();
        this.ledger = new CampaignLedger(campaignId, maxBytes);
        ledger.addCampaign(new LedgerCampaign(
                campaign.status().code(),
                campaign.status() == CampaignStatus.COMPLETED,
                campaign.chunks(),
                progress.stats().audience(),
                progress.stats().settled()));
    }

    String campaignId() {
        return campaignId;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Whether it failed in the middle of a step, so that it must begin again. */
    boolean isBroken() {
        return isBroken;
    }

    /**
     * Compares for about that time, but for a step at least, and says how far it has come. Ends early when the reading
     * of this thread is given up, mostly between two polls of a step, from where the next caller continues.
     */
    Analysis advance(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        isBroken = true;
        LedgerReader topics = reader();
        long left = time.toNanos();
        do {
            step(topics, Duration.ofNanos(Math.max(0, left)));
            left = end - System.nanoTime();
        } while (left > 0 && !PendingRead.isCurrentAbandoned() && reading(topics) != null);
        isBroken = false;
        String reading = reading(topics);
        LedgerReport report = reading == null ? ledger.report() : ledger.partialReport();
        return new Analysis(report, reading, topics.scanned(), topics.left());
    }

    private LedgerReader reader() {
        LedgerReader opened = reader == null ? new LedgerReader(inspector, ledger, createdAt) : reader;
        reader = opened;
        return opened;
    }

    /** What is read next; null if everything has been read. */
    private @Nullable String reading(LedgerReader topics) {
        if (!topics.isAtEnd()) {
            return topics.topic();
        }
        if (!logIsRead) {
            return LOG;
        }
        return planIsRead ? null : PLAN;
    }

    private void step(LedgerReader topics, Duration timeLimit) {
        if (!topics.isAtEnd()) {
            topics.readPart(timeLimit);
        } else if (!logIsRead) {
            readLog();
        } else if (!lateChunksAreRead) {
            lateChunksAreRead = topics.readLateChunks(timeLimit);
        } else if (!planIsRead) {
            readPlan();
        }
    }

    private void readLog() {
        List<Delivery> rows = deliveries.page(campaignId, null, lastLead, LOG_ROWS);
        rows.forEach(row -> ledger.addLogRow(row.leadId(), row.status().code()));
        logIsRead = rows.size() < LOG_ROWS;
        lastLead = rows.isEmpty() ? lastLead : rows.getLast().leadId();
    }

    private void readPlan() {
        List<Integer> indexes = ledger.chunksWithoutPlan(lastChunk, PLAN_CHUNKS);
        if (indexes.isEmpty()) {
            ledger.completePlan();
            planIsRead = true;
            return;
        }
        Map<PlannedChunk.Place, PlannedChunk> planned = plans.at(indexes.stream()
                .map(index -> new PlannedChunk.Place(campaignId, index))
                .collect(Collectors.toSet()));
        planned.forEach((place, chunk) -> ledger.addPlan(place.index(), chunk.leadIds()));
        lastChunk = indexes.getLast();
    }
}
