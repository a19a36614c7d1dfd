package io.minicrm.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of the one stage that keeps many records in flight: reads as long as there is room, and commits the
 * {@link OffsetFrontier} as records finish.
 *
 * <p>When too many are open it pauses its partitions but goes on polling, so that the group does not take it for dead. When
 * partitions move away, or the process ends, it first gives the sends in flight a moment to finish, so that their next owner finds
 * as few uncertain ones as can be.
 */
public final class AsyncLoop<I> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AsyncLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_POLL = Duration.ofMillis(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(250);
    private static final Duration TICK_EVERY = Duration.ofSeconds(1);
    private static final Duration HANDOVER = Duration.ofSeconds(5);

    private final String group;
    private final Topic<I> topic;
    private final AsyncStage<I> stage;
    private final int maxOpen;
    private final BatchRunner<I> intake;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final OffsetFrontier frontier = new OffsetFrontier();
    private final Thread thread;
    private long lastCommit = System.nanoTime();
    private long lastTick = System.nanoTime();
    /** From a commit that a rebalance has refused to the next that succeeds. */
    private boolean rebalancing;

    /**
     * @param maxOpen how many records may be read and not behind the frontier; one poll may go over it by {@code maxPollRecords}
     * @param temporary tells failures that pass by themselves from those that a record causes
     */
    public AsyncLoop(
            KafkaSettings settings,
            String group,
            Topic<I> topic,
            int maxPollRecords,
            int maxOpen,
            AsyncStage<I> stage,
            DeadLetters deadLetters,
            Predicate<Throwable> temporary,
            LoopObserver observer) {
        this.group = group;
        this.topic = topic;
        this.stage = stage;
        this.maxOpen = maxOpen;
        this.intake = new BatchRunner<>(group, topic, deadLetters, temporary, observer);
        this.consumer = new KafkaConsumer<>(
                settings.consumer(group, maxPollRecords), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name(group).unstarted(this::run);
    }

    /** Starts the loop in a thread of its own. */
    public AsyncLoop<I> start() {
        thread.start();
        return this;
    }

    /** True while the loop runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Stops reading, gives the records in flight a few seconds, commits, and returns when the loop has left its group. */
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
            consumer.subscribe(List.of(topic.name()), new Handover());
            while (!intake.isStopped()) {
                turn();
            }
            handOver(consumer.assignment());
        } catch (RuntimeException | Error fatal) {
            log.error("{} ends; restart the process", group, fatal);
            throw fatal;
        }
    }

    private void turn() {
        try {
            boolean full = frontier.open() >= maxOpen;
            if (full) {
                consumer.pause(consumer.assignment());
            } else {
                consumer.resume(consumer.paused());
            }
            start(consumer.poll(frontier.open() > 0 ? BUSY_POLL : POLL));
            commitWhenDue();
            tickWhenDue();
        } catch (WakeupException stopped) {
            log.debug("{} stops", group);
        } catch (KafkaException failure) {
            log.warn("{} cannot read from the broker and tries again: {}", group, failure.toString());
            intake.pause(AFTER_FAILURE);
        }
    }

    private void start(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<BatchRunner.Item<I>> items = intake.read(
                records,
                source -> frontier.start(new TopicPartition(source.topic(), source.partition()), source.offset()));
        if (!items.isEmpty()) {
            String batchId = UUID.randomUUID().toString();
            intake.process(items, batch -> stage.accept(batchId, work(batch)));
        }
    }

    private static <I> List<AsyncStage.Work<I>> work(List<BatchRunner.Item<I>> items) {
        return items.stream()
                .map(item -> new AsyncStage.Work<>(item.value(), item.ticket()))
                .toList();
    }

    private void commitWhenDue() {
        long now = System.nanoTime();
        if (now - lastCommit < COMMIT_EVERY.toNanos()) {
            // The queues are emptied all the same: they tell how much room there is.
            frontier.advance();
            return;
        }
        lastCommit = now;
        commit();
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = frontier.advance();
        if (offsets.isEmpty()) {
            return;
        }
        try {
            commit(offsets);
            frontier.committed(offsets);
            rebalancing = false;
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            if (!rebalancing) {
                log.info("{} cannot commit during a rebalance; what moves away is repeated by its next owner", group);
            }
            rebalancing = true;
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets);
        } catch (WakeupException stopping) {
            // The wake-up was meant for the poll: what is done deserves its commit.
            consumer.commitSync(offsets);
        }
    }

    private void tickWhenDue() {
        long now = System.nanoTime();
        if (now - lastTick >= TICK_EVERY.toNanos()) {
            lastTick = now;
            try {
                stage.tick();
            } catch (RuntimeException failure) {
                // The store may be away for a moment; the loop has other work to do.
                log.warn("{} could not look after its work: {}", group, failure.toString());
            }
        }
    }

    private void handOver(Collection<TopicPartition> partitions) {
        stage.release();
        long deadline = System.nanoTime() + HANDOVER.toNanos();
        while (frontier.hasUnfinished(partitions) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        try {
            commit();
        } finally {
            // Also when the broker is away: old tickets must not lie before new ones should the partitions come back.
            frontier.drop(partitions);
        }
    }

    private final class Handover implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            handOver(partitions);
            tellShare();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            stage.release();
            frontier.drop(partitions);
            tellShare();
        }

        /** With the cooperative protocol the callback for what is assigned comes last and always, also when it is nothing. */
        private void tellShare() {
            int all = consumer.partitionsFor(topic.name()).size();
            stage.share(all == 0 ? 1 : (double) consumer.assignment().size() / all);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.debug("{} takes {}", group, partitions);
            tellShare();
        }
    }
}
