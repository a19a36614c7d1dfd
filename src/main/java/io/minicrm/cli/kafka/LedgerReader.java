package io.minicrm.cli.kafka;

import io.minicrm.console.Texts;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicOffsets;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import java.util.Map;

/**
 * Reads the records of a campaign from the topics into a ledger. The offsets that the workers have committed are read
 * first: for every record before them, the next topic contains the outcome by the time it is read. So the campaign may
 * run during the analysis.
 */
final class LedgerReader {

    private final TopicInspector inspector;
    private final CampaignLedger ledger;

    LedgerReader(TopicInspector inspector, CampaignLedger ledger) {
        this.inspector = inspector;
        this.ledger = ledger;
    }

    void read() {
        Map<Integer, Long> expanded = inspector.committed(PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS.name());
        Map<Integer, Long> sent = inspector.committed(PipelineGroup.SENDERS.id(), PipelineTopics.SEND_JOBS.name());
        Map<Integer, Long> applied = inspector.committed(PipelineGroup.RECEIPTS.id(), PipelineTopics.RECEIPTS.name());
        scan(PipelineTopics.JOBS, (stored, job) -> chunk(stored, job, expanded));
        scan(PipelineTopics.SEND_JOBS, (stored, job) -> sendJob(stored, job, sent));
        scan(PipelineTopics.RECEIPTS, (stored, receipt) -> receipt(stored, receipt, applied));
    }

    private interface Sink<T> {
        void accept(StoredRecord stored, T value);
    }

    private <T> void scan(Topic<T> topic, Sink<T> sink) {
        try {
            noteRetention(topic.name());
            inspector.scan(query(topic.name()), stored -> {
                try {
                    if (stored.value() != null) {
                        sink.accept(stored, stored.decode(topic));
                    }
                } catch (MalformedRecordException unreadable) {
                    ledger.addNote(
                            topic.name() + " contains unreadable records of this campaign; see the dead letters");
                }
            });
        } catch (UnknownTopicException none) {
            ledger.addNote("there is no topic " + topic.name());
        }
    }

    /** Searching for the id in the bytes is faster than decoding the records of all campaigns. */
    private RecordQuery query(String topic) {
        return RecordQuery.of(topic).grep(ledger.campaignId()).build();
    }

    private void noteRetention(String topic) {
        long gone = inspector.offsets(topic, null).partitions().stream()
                .mapToLong(TopicOffsets.Partition::earliest)
                .sum();
        if (gone > 0) {
            ledger.addNote("the first %2$s records of %1$s have expired; missing leads may have been among them"
                    .formatted(topic, Texts.grouped(gone)));
        }
    }

    private void chunk(StoredRecord stored, ChunkJob job, Map<Integer, Long> expanded) {
        if (job.campaignId().equals(ledger.campaignId())) {
            ledger.addChunk(job, passed(stored, expanded));
        }
    }

    private void sendJob(StoredRecord stored, SendJob job, Map<Integer, Long> sent) {
        if (job.campaignId().equals(ledger.campaignId())) {
            ledger.addSendJob(job, passed(stored, sent));
        }
    }

    private void receipt(StoredRecord stored, Receipt receipt, Map<Integer, Long> applied) {
        if (receipt.campaignId().equals(ledger.campaignId())) {
            ledger.addReceipt(receipt, passed(stored, applied));
        }
    }

    private static boolean passed(StoredRecord stored, Map<Integer, Long> committed) {
        return stored.offset() < committed.getOrDefault(stored.partition(), 0L);
    }
}
