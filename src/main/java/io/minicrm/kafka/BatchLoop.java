package io.minicrm.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The law of the pipeline in code: poll a batch, hand it to the stage, flush what it wants published, commit.
 *
 * <p><b>Write (idempotent), publish, commit.</b> In this order, so that a crash between any two steps repeats work and never loses
 * it. The stage's write comes first: what is published afterwards is backed by it. The flush comes before the commit: an input is
 * never given up before its outputs are safe. Since every write is idempotent and every reader copes with repeats, repeating a
 * batch changes nothing, and no step needs a transaction over the store and the broker, nor Kafka's own transactions, which would
 * halve the throughput for a guarantee that ends at Kafka's edge anyway.
 *
 * <p>A batch is retried in place while the store or the broker is away. Should that take longer than the group waits
 * ({@code max.poll.interval.ms}), the partitions move on, the commit is refused and the next owner repeats the batch: harmless again.
 */
public final class BatchLoop<I> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String group;
    private final Topic<I> topic;
    private final BatchStage<I> stage;
    private final Publisher publisher;
    private final BatchRunner<I> intake;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;

    /**
     * @param group the consumer group that shares the work
     * @param maxPollRecords the largest batch
     * @param temporary tells failures that pass by themselves (the store is away) from those that a record causes
     */
    public BatchLoop(
            KafkaSettings settings,
            String group,
            Topic<I> topic,
            int maxPollRecords,
            BatchStage<I> stage,
            Publisher publisher,
            DeadLetters deadLetters,
            Predicate<Throwable> temporary,
            LoopObserver observer) {
        this.group = group;
        this.topic = topic;
        this.stage = stage;
        this.publisher = publisher;
        this.intake = new BatchRunner<>(group, topic, deadLetters, temporary, observer);
        this.consumer = new KafkaConsumer<>(
                settings.consumer(group, maxPollRecords), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name(group).unstarted(this::run);
    }

    /** Starts the loop in a thread of its own. */
    public BatchLoop<I> start() {
        thread.start();
        return this;
    }

    /** True while the loop runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Stops after the batch in hand and returns when the loop has left its group. */
    @Override
    public void close() {
        intake.stop();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic.name()));
            while (!intake.isStopped()) {
                turn();
            }
        } catch (WakeupException stopped) {
            log.debug("{} stops", group);
        } catch (RuntimeException | Error fatal) {
            log.error("{} ends; restart the process", group, fatal);
            throw fatal;
        }
    }

    private void turn() {
        try {
            var records = consumer.poll(POLL);
            if (records.isEmpty()) {
                return;
            }
            List<BatchRunner.Item<I>> items = intake.read(records, source -> new Ticket(source.offset()));
            if (items.isEmpty() || intake.process(items, this::processAndPublish)) {
                commit();
            }
        } catch (WakeupException stopped) {
            throw stopped;
        } catch (KafkaException failure) {
            log.warn("{} cannot read from the broker and tries again: {}", group, failure.toString());
            intake.pause(AFTER_FAILURE);
        }
    }

    private void processAndPublish(List<BatchRunner.Item<I>> items) {
        Publisher.Outbox outbox = publisher.outbox();
        stage.process(items.stream().map(BatchRunner.Item::value).toList(), outbox);
        outbox.flush();
    }

    private void commit() {
        try {
            commitOnce();
        } catch (WakeupException stopping) {
            // The wake-up was meant for the poll: this batch is done and deserves its commit.
            commitOnce();
        }
    }

    private void commitOnce() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            log.info("{} lost its partitions before it could commit; their next owner repeats the batch", group);
        }
    }
}
