package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.inspector.DeadLetter;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import io.minicrm.progress.Trace.Lane;
import io.minicrm.progress.Trace.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows one message through the plan, the topics and the delivery log.
 *
 * <p>Little is read: the records of a message have its campaign or its send id as their key, so they are in one
 * partition of each topic; none is older than the campaign; and a chunk job carries the index of its chunk, which the
 * delivery log knows. Each topic is given up after {@link #SCAN_LIMIT} records or {@link #TIME_LIMIT}, and the trace
 * then says so.
 */
public final class Tracer {

    private static final long SCAN_LIMIT = 200_000;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(3);
    private static final int MAX_RECORDS = 100;

    /** Clocks of processes may differ by this much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private final ProgressSource progress;
    private final Deliveries deliveries;
    private final TopicInspector inspector;

    public Tracer(ProgressSource progress, Deliveries deliveries, TopicInspector inspector) {
        this.progress = progress;
        this.deliveries = deliveries;
        this.inspector = inspector;
    }

    /**
     * Follows a message.
     *
     * @return a trace without steps if the lead is not in the campaign
     * @throws CampaignNotFoundException if there is no such campaign
     */
    public Trace trace(MessageKey key) {
        Campaign campaign = progress.get(key.campaignId()).campaign();
        return new Search(key, campaign.origin().createdAt().minus(CLOCK_SKEW)).of(campaign, row(key));
    }

    /**
     * Rows of a lead are listed from the newest campaign on, so the campaign's own row is the first before its
     * successor.
     */
    private Optional<Delivery> row(MessageKey key) {
        return deliveries.ofLead(key.leadId(), key.campaignId() + "!", 2).stream()
                .filter(row -> row.campaignId().equals(key.campaignId()))
                .findFirst();
    }

    /** One search. */
    private final class Search {

        private final MessageKey key;
        private final Instant since;
        private final List<Step> steps = new ArrayList<>();
        private long scanned;
        private boolean bounded;

        Search(MessageKey key, Instant since) {
            this.key = key;
            this.since = since;
        }

        Trace of(Campaign campaign, Optional<Delivery> row) {
            List<String> chunk = row.map(known -> List.of("chunk_index=" + known.chunkIndex()))
                    .orElse(List.of());
            scan(PipelineTopics.JOBS, key.campaignId(), chunk, this::add);
            scan(PipelineTopics.SEND_JOBS, key.sendId(), List.of(), this::add);
            scan(PipelineTopics.RECEIPTS, key.sendId(), List.of(), this::add);
            scan(query(DeadLetters.TOPIC, key.sendId(), List.of()), stored -> {
                DeadLetter letter = DeadLetter.of(stored);
                add(Lane.DEAD_LETTERS, stored, "not processed by %s".formatted(letter.consumerGroup()));
            });
            row.ifPresent(this::add);
            Instant planned = campaign.progress().plannedAt();
            if (planned != null && !steps.isEmpty()) {
                String what = row.map(known -> "chunk %d of the frozen audience".formatted(known.chunkIndex()))
                        .orElse("part of the frozen audience");
                steps.add(new Step(Lane.PLAN, planned, what, null));
            }
            steps.sort(Comparator.comparing(Step::at).thenComparing(Step::lane));
            return new Trace(key, List.copyOf(steps), scanned, bounded);
        }

        private RecordQuery query(String topic, String recordKey, List<String> headers) {
            return RecordQuery.of(topic)
                    .key(recordKey)
                    .headers(headers)
                    .from(new Position.Time(since))
                    .limit(MAX_RECORDS)
                    .scanLimit(SCAN_LIMIT)
                    .timeLimit(TIME_LIMIT)
                    .build();
        }

        private <T> void scan(Topic<T> topic, String recordKey, List<String> headers, Sink<T> sink) {
            scan(query(topic.name(), recordKey, headers), stored -> {
                try {
                    if (stored.value() != null) {
                        sink.add(stored, stored.decode(topic));
                    }
                } catch (MalformedRecordException unreadable) {
                    // The worker that reads it makes it a dead letter.
                }
            });
        }

        private void scan(RecordQuery query, Consumer<StoredRecord> sink) {
            try {
                long before = scanned;
                RecordPage page = inspector.records(query);
                for (; ; page = inspector.records(query.withPage(page.next()))) {
                    scanned += page.scanned();
                    page.records().forEach(sink);
                    if (page.next() == null) {
                        return;
                    }
                    if (page.bounded() || scanned - before >= SCAN_LIMIT) {
                        bounded = true;
                        return;
                    }
                }
            } catch (UnknownTopicException deleted) {
                bounded = true;
            }
        }

        private void add(StoredRecord stored, ChunkJob job) {
            if (job.leadIds().contains(key.leadId())) {
                add(
                        Lane.JOBS,
                        stored,
                        "chunk %d, %s, round %d"
                                .formatted(
                                        job.chunkIndex(),
                                        job.leadIds().size() == 1
                                                ? "1 lead"
                                                : job.leadIds().size() + " leads",
                                        job.round()));
            }
        }

        private void add(StoredRecord stored, SendJob job) {
            String skip =
                    job.skip() == null ? "" : ", to be skipped: " + job.skip().text();
            add(
                    Lane.SEND_JOBS,
                    stored,
                    "attempt %d by %s%s".formatted(job.chunk().attempt(), job.channel(), skip));
        }

        private void add(StoredRecord stored, Receipt receipt) {
            if (wasAsked(receipt)) {
                String id = receipt.providerMessageId() == null ? "" : " as " + receipt.providerMessageId();
                String provider = receipt.attempt() == null ? "reported" : "answered";
                steps.add(new Step(
                        Lane.PROVIDER,
                        receipt.at(),
                        "%s %s: %s%s"
                                .formatted(
                                        receipt.provider(),
                                        provider,
                                        receipt.status().code(),
                                        id),
                        null));
            }
            add(Lane.RECEIPTS, stored, receipt.status().code());
        }

        /** Whether the provider had to do with it: skipped and postponed messages do not reach it. */
        private static boolean wasAsked(Receipt receipt) {
            return receipt.status() != DeliveryStatus.SKIPPED && receipt.status() != DeliveryStatus.POSTPONED;
        }

        private void add(Delivery row) {
            steps.add(new Step(Lane.LOG, row.claimedAt(), "claimed, attempt " + row.attempt(), null));
            String explanation = row.explanation() == null ? "" : ": " + row.explanation();
            steps.add(new Step(Lane.LOG, row.updatedAt(), row.status().code() + explanation, null));
        }

        private void add(Lane lane, StoredRecord stored, String what) {
            steps.add(new Step(
                    lane,
                    stored.timestamp(),
                    what,
                    new Trace.Place(stored.topic(), stored.partition(), stored.offset())));
        }
    }

    @FunctionalInterface
    private interface Sink<T> {
        void add(StoredRecord stored, T value);
    }
}
