package io.minicrm.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic whose records are processed many at a time and finish in any order: poll, let the {@link AsyncStage}
 * start the work, and commit as far as the {@link OffsetFrontier} allows.
 *
 * <p>{@link BatchLoop} waits for a batch before it polls again. A sender cannot work like that: with 1,000 messages per
 * batch, of which one takes ten seconds, 999 connections would idle for nine of them. So this loop keeps polling while
 * earlier records are still in progress. An example with room for four unfinished records:
 *
 * <pre>
 *   poll   offsets 10 11 12 13     start all four; four are unfinished, so pause the partitions
 *          12 finishes             frontier 10: nothing to commit; three are unfinished, so resume
 *   poll   offset  14              start it, and pause
 *          10 finishes             frontier 11: commit 11, resume
 *          11 finishes             frontier 13 (12 was finished already): commit 13
 * </pre>
 *
 * <p>A crash now repeats 13 and 14, whether or not they were finished, and loses nothing.
 *
 * <p><b>Pausing.</b> While too many records are unfinished the partitions are paused, but the loop goes on polling: a
 * consumer that does not poll within {@code max.poll.interval.ms} is expelled from its group. Finished records behind
 * an unfinished one are not counted, so that one slow send holds up no others, until {@link #MAX_TRACKED} wait there.
 *
 * <p><b>Revoked partitions.</b> When a rebalance takes partitions away, or the loop is closed, the stage cancels what
 * has not started, and the loop waits up to five seconds for the rest. So the next owner finds as few records as
 * possible that may or may not have been sent. What is still open after that is dropped here and read again by the next
 * owner. Lost partitions already have another owner, so they are dropped at once.
 */
public final class AsyncLoop<I> extends ConsumerLoop<I> {

    /**
     * The most records that are read again after a crash, which takes a few seconds: five seconds of sending at 20,000
     * per second, which is how long a message is held for its rate limit.
     */
    static final int MAX_TRACKED = 100_000;

    private static final Logger log = LoggerFactory.getLogger(AsyncLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BUSY_POLL = Duration.ofMillis(10);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(250);
    private static final Duration MAINTENANCE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration REVOCATION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REVOCATION_CHECK = Duration.ofMillis(10);

    private final AsyncStage<I> stage;
    private final int maxUnfinished;
    private final OffsetFrontier frontier = new OffsetFrontier();
    private long lastCommit;
    private long lastMaintenance;
    /** True from a commit that was rejected during a rebalance until the next that succeeds. */
    private boolean commitRejected;
    /** Why the last maintenance failed; null if it did not. */
    private @Nullable String impediment;

    /**
     * @param maxUnfinished how many records may be read and not finished; one poll may exceed it by {@code
     *     maxPollRecords}
     */
    public AsyncLoop(
            KafkaSettings settings,
            Subscription<I> subscription,
            AsyncStage<I> stage,
            int maxUnfinished,
            ErrorHandling errors,
            LoopObserver observer) {
        this(LoopEnvironment.connected(settings, subscription), subscription, stage, maxUnfinished, errors, observer);
    }

    /** For tests, which have no broker. */
    AsyncLoop(
            LoopEnvironment environment,
            Subscription<I> subscription,
            AsyncStage<I> stage,
            int maxUnfinished,
            ErrorHandling errors,
            LoopObserver observer) {
        super(environment, subscription, errors, observer);
        this.stage = stage;
        this.maxUnfinished = maxUnfinished;
        this.lastCommit = time.nanoTime();
        this.lastMaintenance = time.nanoTime();
    }

    @Override
    void subscribe() {
        consumer.subscribe(List.of(subscription.topic().name()), new Rebalances());
    }

    @Override
    void pollOnce() {
        if (frontier.unfinished() >= maxUnfinished || frontier.tracked() >= MAX_TRACKED) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        startWork(consumer.poll(frontier.unfinished() > 0 ? BUSY_POLL : POLL));
        commitWhenDue();
        maintainWhenDue();
    }

    @Override
    @Nullable
    String impediment() {
        return impediment;
    }

    @Override
    void beforeLeaving() {
        finishAndDrop(consumer.assignment());
    }

    private void startWork(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<BatchProcessor.Item<I>> items = processor.decode(
                records,
                source -> frontier.track(new TopicPartition(source.topic(), source.partition()), source.offset()));
        if (!items.isEmpty()) {
            String batchId = UUID.randomUUID().toString();
            processor.process(items, batch -> stage.start(batchId, work(batch)));
        }
    }

    private List<AsyncStage.Work<I>> work(List<BatchProcessor.Item<I>> items) {
        return items.stream()
                .map(item -> new AsyncStage.Work<>(
                        item.value(),
                        item.ticket(),
                        reason -> processor.writeDeadLetter(item.source(), new UnprocessableRecordException(reason))))
                .toList();
    }

    private void commitWhenDue() {
        long now = time.nanoTime();
        if (now - lastCommit < COMMIT_INTERVAL.toNanos()) {
            // Finished records leave the queues all the same: this is what makes room for more.
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
            commitRejected = false;
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            if (!commitRejected) {
                log.info(
                        "{} cannot commit during a rebalance; the next owner repeats what moves away",
                        subscription.group());
            }
            commitRejected = true;
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, commitLimit());
        } catch (WakeupException stopping) {
            // The wake-up is meant for the poll. These records are finished, so commit them.
            consumer.commitSync(offsets, commitLimit());
        }
    }

    private void maintainWhenDue() {
        long now = time.nanoTime();
        if (now - lastMaintenance < MAINTENANCE_INTERVAL.toNanos()) {
            return;
        }
        lastMaintenance = now;
        try {
            stage.maintain();
            impediment = null;
        } catch (RuntimeException failure) {
            // The store may be unreachable for a moment; that must not end the loop.
            impediment = failure.toString();
            log.warn("{} could not check its open work: {}", subscription.group(), failure.toString());
        }
    }

    private void finishAndDrop(Collection<TopicPartition> partitions) {
        stage.cancelPending();
        long deadline = time.nanoTime() + REVOCATION_TIMEOUT.toNanos();
        while (frontier.hasUnfinished(partitions) && time.nanoTime() < deadline) {
            time.park(REVOCATION_CHECK);
        }
        try {
            commit();
        } finally {
            // Even if the commit fails: tickets of this assignment must not mix with those of a later one.
            frontier.drop(partitions);
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            finishAndDrop(partitions);
            reportShare();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            stage.cancelPending();
            frontier.drop(partitions);
            reportShare();
        }

        /** With the cooperative protocol this is called last in every rebalance, even if no partition is added. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.debug("{} was assigned {}", subscription.group(), partitions);
            reportShare();
        }

        private void reportShare() {
            int all = consumer.partitionsFor(subscription.topic().name()).size();
            stage.assigned(all == 0 ? 1 : (double) consumer.assignment().size() / all);
        }
    }
}
