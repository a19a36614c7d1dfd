package io.minicrm.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic batch by batch: poll, let the {@link BatchStage} process the batch, flush the messages it produced,
 * commit.
 *
 * <p><b>Write (idempotent), publish, commit.</b> The order makes every crash harmless. Take a batch with the offsets
 * 100 to 139, whose stage writes 40 rows and produces 40 messages:
 *
 * <pre>
 *   poll      offsets 100 to 139
 *   write     40 rows         ← crash here: the rows are there, the batch is read again and writes the same rows
 *   flush     40 messages     ← crash here: the messages are there, the batch is read again and publishes them twice
 *   commit    offset 140      ← only from here on is the batch never read again
 * </pre>
 *
 * <p>Each step is backed by the one before it: nothing is published that is not stored, and no input is given up before
 * its outputs are safe. A crash between two steps repeats work and never loses any. Repeats change nothing, because
 * every write is idempotent and every reader accepts duplicates. So no step needs a transaction across store and
 * broker, nor Kafka's own transactions, which would halve the throughput for a guarantee that ends at the edge of
 * Kafka.
 *
 * <p>A batch is retried in place while the store or the broker is unreachable. If that takes longer than {@code
 * max.poll.interval.ms}, the group gives the partitions to another member, the commit is rejected, and the new owner
 * repeats the batch. That is harmless for the same reason.
 */
public final class BatchLoop<I> extends ConsumerLoop<I> {

    private static final Logger log = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final BatchStage<I> stage;
    private final Publisher publisher;
    /** True from a commit that failed until the next that succeeds. */
    private boolean commitFailed;

    public BatchLoop(
            KafkaSettings settings,
            Subscription<I> subscription,
            BatchStage<I> stage,
            Publisher publisher,
            ErrorHandling errors,
            LoopObserver observer) {
        this(LoopEnvironment.connected(settings, subscription), subscription, stage, publisher, errors, observer);
    }

    /** For tests, which have no broker. */
    BatchLoop(
            LoopEnvironment environment,
            Subscription<I> subscription,
            BatchStage<I> stage,
            Publisher publisher,
            ErrorHandling errors,
            LoopObserver observer) {
        super(environment, subscription, errors, observer);
        this.stage = stage;
        this.publisher = publisher;
    }

    @Override
    void subscribe() {
        consumer.subscribe(List.of(subscription.topic().name()));
    }

    @Override
    void pollOnce() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            // Perhaps nothing else ever arrives, and to others the group would seem to have something left to read.
            if (commitFailed) {
                commit();
            }
            return;
        }
        List<BatchProcessor.Item<I>> items = processor.decode(records, source -> new Ticket(source.offset()));
        if (items.isEmpty() || processor.process(items, this::writeAndPublish)) {
            commit();
        }
    }

    private void writeAndPublish(List<BatchProcessor.Item<I>> items) {
        Publisher.Outbox outbox = publisher.outbox();
        stage.process(items.stream().map(BatchProcessor.Item::value).toList(), outbox);
        outbox.flush();
    }

    private void commit() {
        commitFailed = true;
        try {
            commitOnce();
        } catch (WakeupException stopping) {
            // The wake-up is meant for the poll. This batch is complete, so commit it.
            commitOnce();
        }
    }

    private void commitOnce() {
        try {
            consumer.commitSync(commitLimit());
            commitFailed = false;
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            log.info(
                    "{} lost its partitions before it could commit; their next owner repeats the batch",
                    subscription.group());
        }
    }
}
