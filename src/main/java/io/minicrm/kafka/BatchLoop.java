package io.minicrm.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic batch by batch: poll, let the {@link BatchStage} process the batch, flush the messages it produced, commit.
 *
 * <p><b>Write (idempotent), publish, commit.</b> The order makes every crash harmless. Take a batch with the offsets 100 to 139, whose
 * stage writes 40 rows and produces 40 messages:
 *
 * <pre>
 *   poll      offsets 100 to 139
 *   write     40 rows         ← crash here: the rows are there, the batch is read again and writes the same rows
 *   flush     40 messages     ← crash here: the messages are there, the batch is read again and publishes them twice
 *   commit    offset 140      ← only from here on is the batch never read again
 * </pre>
 *
 * <p>Each step is backed by the one before it: nothing is published that is not stored, and no input is given up before its outputs
 * are safe. A crash between two steps repeats work and never loses any. Repeats change nothing, because every write is idempotent
 * and every reader accepts duplicates. So no step needs a transaction across store and broker, nor Kafka's own transactions, which
 * would halve the throughput for a guarantee that ends at the edge of Kafka.
 *
 * <p>A batch is retried in place while the store or the broker is unreachable. If that takes longer than {@code max.poll.interval.ms},
 * the group gives the partitions to another member, the commit is rejected, and the new owner repeats the batch. That is harmless for
 * the same reason.
 */
public final class BatchLoop<I> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Subscription<I> subscription;
    private final BatchStage<I> stage;
    private final Publisher publisher;
    private final Consumer<byte[], byte[]> consumer;
    private final BatchProcessor<I> processor;
    private final ConsumerThread thread;

    public BatchLoop(
            KafkaSettings settings,
            Subscription<I> subscription,
            BatchStage<I> stage,
            Publisher publisher,
            ErrorHandling errors,
            LoopObserver observer) {
        this(
                new KafkaConsumer<>(
                        settings.consumer(subscription.group(), subscription.maxPollRecords()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                subscription,
                stage,
                publisher,
                errors,
                observer);
    }

    /** For tests, which have no broker. */
    BatchLoop(
            Consumer<byte[], byte[]> consumer,
            Subscription<I> subscription,
            BatchStage<I> stage,
            Publisher publisher,
            ErrorHandling errors,
            LoopObserver observer) {
        this.subscription = subscription;
        this.stage = stage;
        this.publisher = publisher;
        this.consumer = consumer;
        StopSignal stop = new StopSignal();
        this.processor = new BatchProcessor<>(subscription, errors, observer, stop);
        this.thread = new ConsumerThread(subscription.group(), consumer, stop, observer, new Rounds());
    }

    /** Starts the loop in a thread of its own. */
    public BatchLoop<I> start() {
        thread.start();
        return this;
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Stops after the current batch and returns when the consumer has left its group. */
    @Override
    public void close() {
        thread.close();
    }

    private final class Rounds implements ConsumerThread.Loop {

        @Override
        public void subscribe() {
            consumer.subscribe(List.of(subscription.topic().name()));
        }

        @Override
        public void pollOnce() {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                return;
            }
            List<BatchProcessor.Item<I>> items = processor.decode(records, source -> new Ticket(source.offset()));
            if (items.isEmpty() || processor.process(items, BatchLoop.this::writeAndPublish)) {
                commit();
            }
        }
    }

    private void writeAndPublish(List<BatchProcessor.Item<I>> items) {
        Publisher.Outbox outbox = publisher.outbox();
        stage.process(items.stream().map(BatchProcessor.Item::value).toList(), outbox);
        outbox.flush();
    }

    private void commit() {
        try {
            commitOnce();
        } catch (WakeupException stopping) {
            // The wake-up is meant for the poll. This batch is complete, so commit it.
            commitOnce();
        }
    }

    private void commitOnce() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            log.info(
                    "{} lost its partitions before it could commit; their next owner repeats the batch",
                    subscription.group());
        }
    }
}
