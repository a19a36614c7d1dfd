package io.minicrm.ledger;

import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.ScannedPart;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicOffsets;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a campaign from the topics into a ledger, a part at a time. The campaign may run meanwhile:
 *
 * <ul>
 *   <li>The offsets that the workers have committed are read first. For every record before them, the next topic
 *       contains the outcome by the time it is read.
 *   <li>{@link #readLateChunks} reads the end of {@code campaign.jobs} again, after everything else. So the chunk of
 *       every send job and every row of the delivery log is known, also if it was published during the reading.
 * </ul>
 */
public final class LedgerReader {

    /** Clocks of processes may differ by this much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    /** Takes about a second, so that other scans get their turn. */
    private static final long SCAN_LIMIT = 200_000;

    private final TopicInspector inspector;
    private final CampaignLedger ledger;
    private final @Nullable Instant createdAt;
    private final Map<Integer, Long> expanded;
    private final Map<Integer, Long> sent;
    private final Map<Integer, Long> applied;
    private final Stage<ChunkJob> jobs;
    private final List<Stage<?>> stages;
    private int stage;
    private long scanned;

    /**
     * Reads the commits.
     *
     * @param createdAt when the campaign was created: older records are not read; null if that is not known
     */
    public LedgerReader(TopicInspector inspector, CampaignLedger ledger, @Nullable Instant createdAt) {
        this.inspector = inspector;
        this.ledger = ledger;
        this.createdAt = createdAt;
        expanded = inspector.committed(PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS.name());
        sent = inspector.committed(PipelineGroup.SENDERS.id(), PipelineTopics.SEND_JOBS.name());
        applied = inspector.committed(PipelineGroup.RECEIPTS.id(), PipelineTopics.RECEIPTS.name());
        jobs = new Stage<>(PipelineTopics.JOBS, this::chunk);
        stages = List.of(
                jobs,
                new Stage<>(PipelineTopics.SEND_JOBS, this::sendJob),
                new Stage<>(PipelineTopics.RECEIPTS, this::receipt));
    }

    /** Reads all topics to their ends. */
    public void readAll() {
        while (!isAtEnd()) {
            readPart(null);
        }
    }

    /** The topic that is read next; null if all have been read. */
    @Nullable
    String topic() {
        return isAtEnd() ? null : stages.get(stage).topic.name();
    }

    boolean isAtEnd() {
        return stage == stages.size();
    }

    /** The records read so far. */
    long scanned() {
        return scanned;
    }

    /** The records up to the end of the current topic; 0 if that is not known yet. */
    long left() {
        return isAtEnd() ? 0 : stages.get(stage).left;
    }

    /** @param timeLimit null for none */
    void readPart(@Nullable Duration timeLimit) {
        if (stages.get(stage).readPart(timeLimit)) {
            stage++;
        }
    }

    /** Reads the chunks that were published since the topic was read. */
    public void readLateChunks() {
        while (!readLateChunks(null)) {
            // Goes on where it stopped.
        }
    }

    /** The same for a part. Returns whether the end was reached. */
    boolean readLateChunks(@Nullable Duration timeLimit) {
        return jobs.readPart(timeLimit);
    }

    private interface Sink<T> {
        void accept(StoredRecord stored, T value);
    }

    /** One topic. */
    private final class Stage<T> {

        private final Topic<T> topic;
        private final Sink<T> sink;
        private Map<Integer, Long> next = Map.of();
        private long left;

        Stage(Topic<T> topic, Sink<T> sink) {
            this.topic = topic;
            this.sink = sink;
        }

        /** Returns whether the end was reached. */
        boolean readPart(@Nullable Duration timeLimit) {
            try {
                if (next.isEmpty()) {
                    noteExpired(topic.name());
                }
                ScannedPart part = inspector.scanPart(query(topic.name(), timeLimit), next, this::add);
                next = part.next();
                left = part.left();
                scanned += part.scanned();
                return left == 0;
            } catch (UnknownTopicException none) {
                ledger.addNote("there is no topic " + topic.name());
                return true;
            }
        }

        private void add(StoredRecord stored) {
            try {
                if (stored.value() != null) {
                    sink.accept(stored, stored.decode(topic));
                }
            } catch (MalformedRecordException unreadable) {
                ledger.addNote(topic.name() + " contains unreadable records of this campaign; see the dead letters");
            }
        }
    }

    /** Searching for the id in the bytes is faster than decoding the records of all campaigns. */
    private RecordQuery query(String topic, @Nullable Duration timeLimit) {
        return RecordQuery.of(topic)
                .grep(ledger.campaignId())
                .from(createdAt == null ? null : new Position.Time(createdAt.minus(CLOCK_SKEW)))
                .scanLimit(SCAN_LIMIT)
                .timeLimit(timeLimit)
                .build();
    }

    /**
     * Notes that records of the campaign may have expired: the first record that is left in a partition is not the
     * first of all, and not older than the campaign. If that is not known, missing records are still reported.
     */
    private void noteExpired(String topic) {
        long gone = inspector.offsets(topic, createdAt).partitions().stream()
                .filter(partition -> createdAt == null || hasNothingOlder(partition))
                .mapToLong(TopicOffsets.Partition::earliest)
                .sum();
        if (gone > 0) {
            if (createdAt != null) {
                ledger.gaps().add(topic);
            }
            ledger.addNote("the first %2$,d records of %1$s have expired; missing leads may have been among them"
                    .formatted(topic, gone));
        }
    }

    private static boolean hasNothingOlder(TopicOffsets.Partition partition) {
        Long first = partition.atTime();
        return first == null ? partition.count() == 0 : first <= partition.earliest();
    }

    private void chunk(StoredRecord stored, ChunkJob job) {
        if (job.campaignId().equals(ledger.campaignId())) {
            ledger.addChunk(job, passed(stored, expanded));
        }
    }

    private void sendJob(StoredRecord stored, SendJob job) {
        if (job.campaignId().equals(ledger.campaignId())) {
            ledger.addSendJob(job, passed(stored, sent));
        }
    }

    private void receipt(StoredRecord stored, Receipt receipt) {
        if (receipt.campaignId().equals(ledger.campaignId())) {
            ledger.addReceipt(receipt, passed(stored, applied));
        }
    }

    private static boolean passed(StoredRecord stored, Map<Integer, Long> committed) {
        return stored.offset() < committed.getOrDefault(stored.partition(), 0L);
    }
}
