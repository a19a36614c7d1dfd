package io.minicrm.kafka;

import static io.minicrm.kafka.LoopTestBed.FIRST;
import static io.minicrm.kafka.LoopTestBed.SECOND;
import static io.minicrm.kafka.LoopTestBed.SUBSCRIPTION;
import static io.minicrm.kafka.LoopTestBed.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.minicrm.kafka.LoopTestBed.StoreUnreachable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncLoopTest {

    private static final int MAX_UNFINISHED = 3;

    private final LoopTestBed bed = new LoopTestBed();
    private final RecordingStage stage = new RecordingStage();
    private final AsyncLoop<String> loop = new AsyncLoop<>(
            LoopEnvironment.of(bed.consumers), SUBSCRIPTION, stage, MAX_UNFINISHED, bed.errors, bed.observer);

    @BeforeEach
    void assignOnePartition() {
        bed.assign(FIRST);
    }

    @AfterEach
    void close() {
        stage.finishOnCancel = true;
        loop.close();
    }

    /** Keeps the tickets of all records, to be finished by the test. */
    private final class RecordingStage implements AsyncStage<String> {

        private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
        private final Map<String, Work<String>> works = new ConcurrentHashMap<>();
        private final List<String> batchIds = new CopyOnWriteArrayList<>();
        private final List<Double> shares = new CopyOnWriteArrayList<>();
        private final AtomicInteger maintained = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile boolean finishOnCancel;

        @Override
        public void start(String batchId, List<Work<String>> batch) {
            batchIds.add(batchId);
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new StoreUnreachable();
            }
            batch.forEach(work -> {
                works.put(work.value(), work);
                tickets.put(work.value(), work.ticket());
            });
        }

        @Override
        public void assigned(double share) {
            shares.add(share);
        }

        @Override
        public void cancelPending() {
            bed.events.add("cancel");
            if (finishOnCancel) {
                tickets.values().forEach(Ticket::finish);
            }
        }

        @Override
        public void maintain() {
            maintained.incrementAndGet();
            throw new StoreUnreachable();
        }

        void finish(String... values) {
            for (String value : values) {
                tickets.get(value).finish();
            }
        }

        void awaitStarted(String... values) {
            await().until(() -> tickets.keySet().containsAll(Set.of(values)));
        }
    }

    @Test
    void aRecordThatTheStageSetsAsideIsADeadLetterAndFinished() {
        loop.start();
        bed.deliver(FIRST, 0, "a", "b");
        stage.awaitStarted("a", "b");

        stage.works.get("a").setAside("too large");

        assertThat(bed.events).contains("before 0", "send " + DeadLetters.TOPIC, "dead letter of texts");
        await().until(() -> bed.consumer.committed(FIRST) == 1);
        stage.finish("b");
    }

    /** Waits until the loop has polled often enough to have reacted to whatever came before. */
    private void awaitPolls(int more) {
        int before = bed.consumer.polls();
        await().until(() -> bed.consumer.polls() >= before + more);
    }

    @Test
    void neverCommitsPastTheFirstUnfinishedRecord() {
        loop.start();
        bed.deliver(FIRST, 0, "a", "b", "c");
        stage.awaitStarted("a", "b", "c");

        stage.finish("a", "c");
        await().until(() -> bed.consumer.committed(FIRST) == 1);
        awaitPolls(500);
        assertThat(bed.consumer.committed(FIRST)).isEqualTo(1);

        stage.finish("b");
        await().until(() -> bed.consumer.committed(FIRST) == 3);
    }

    @Test
    void commitsPastRecordsThatCannotBeRead() {
        loop.start();
        bed.deliver(FIRST, 0, "a", UNREADABLE, null);
        stage.awaitStarted("a");

        stage.finish("a");

        await().until(() -> bed.consumer.committed(FIRST) == 3);
        assertThat(bed.deadLetterOffsets()).containsExactly(1L, 2L);
    }

    @Test
    void pausesItsPartitionsWhileFullAndGoesOnPolling() {
        loop.start();
        bed.deliver(FIRST, 0, "a", "b", "c");
        stage.awaitStarted("a", "b", "c");

        await().until(() -> bed.consumer.paused().equals(Set.of(FIRST)));
        bed.deliver(FIRST, 3, "d");
        awaitPolls(50);
        assertThat(stage.tickets).doesNotContainKey("d");

        stage.finish("a");
        stage.awaitStarted("d");
        assertThat(bed.consumer.committed(FIRST)).isLessThanOrEqualTo(1);
    }

    @Test
    void readsOnBehindASlowRecordWithoutACommit() {
        loop.start();
        bed.deliver(FIRST, 0, "slow");
        stage.awaitStarted("slow");

        for (int offset = 1; offset <= 4 * MAX_UNFINISHED; offset++) {
            bed.deliver(FIRST, offset, "quick" + offset);
            stage.awaitStarted("quick" + offset);
            stage.finish("quick" + offset);
        }

        assertThat(bed.events).noneMatch(event -> event.startsWith("commit"));
        stage.finish("slow");
        await().until(() -> bed.events.contains("commit texts-0@" + (4 * MAX_UNFINISHED + 1)));
    }

    @Test
    void pausesWhenTooManyRecordsWaitBehindASlowOne() {
        loop.start();
        bed.deliver(FIRST, 0, "slow");
        stage.awaitStarted("slow");
        int offset = 1;
        while (offset < AsyncLoop.MAX_TRACKED) {
            String[] batch = IntStream.range(offset, Math.min(offset + 10_000, AsyncLoop.MAX_TRACKED))
                    .mapToObj(i -> "quick" + i)
                    .toArray(String[]::new);
            bed.deliver(FIRST, offset, batch);
            stage.awaitStarted(batch);
            stage.finish(batch);
            offset += batch.length;
        }

        await().until(() -> bed.consumer.paused().equals(Set.of(FIRST)));

        stage.finish("slow");
        await().until(() -> bed.consumer.paused().isEmpty());
    }

    @Test
    void repeatsABatchThatCouldNotBeStartedUnderTheSameId() {
        stage.failures.set(2);
        loop.start();
        bed.deliver(FIRST, 0, "a");

        stage.awaitStarted("a");

        assertThat(stage.batchIds).hasSize(3);
        assertThat(Set.copyOf(stage.batchIds)).hasSize(1);
    }

    @Test
    void finishesAndCommitsRevokedPartitionsBeforeTheyMove() {
        stage.finishOnCancel = true;
        loop.start();
        bed.deliver(FIRST, 0, "a", "b");
        stage.awaitStarted("a", "b");

        bed.assign(SECOND);

        await().until(() -> bed.events.contains("commit texts-0@2"));
        assertThat(bed.events).containsExactly("cancel", "commit texts-0@2");
    }

    @Test
    void givesUpRecordsOfARevokedPartitionThatDoNotFinishInTime() {
        loop.start();
        bed.deliver(FIRST, 0, "a", "b", "c");
        stage.awaitStarted("a", "b", "c");
        stage.finish("a");

        bed.assign(SECOND);
        // There is room for more only if the three records of the first partition were dropped.
        bed.deliver(SECOND, 0, "d", "e");
        await().until(() -> stage.tickets.containsKey("e"));
        stage.finish("b", "c", "d");

        await().until(() -> bed.events.contains("commit texts-1@1"));
        assertThat(bed.events).containsExactly("cancel", "commit texts-0@1", "commit texts-1@1");
    }

    @Test
    void dropsLostPartitionsWithoutACommit() {
        loop.start();
        bed.deliver(FIRST, 0, "a", "b", "c");
        stage.awaitStarted("a", "b", "c");

        bed.consumer.schedulePollTask(() -> {
            stage.finish("b");
            bed.consumer.listener().onPartitionsLost(List.of(FIRST));
        });
        // There is room for another record only if the lost ones were dropped.
        bed.deliver(FIRST, 3, "d");
        stage.awaitStarted("d");
        stage.finish("a", "c");
        awaitPolls(500);

        assertThat(bed.events).containsExactly("cancel");
        assertThat(stage.shares)
                .as("one report of the assignment and one of the loss")
                .hasSize(2);
    }

    @Test
    void reportsTheShareOfPartitionsAfterEachRebalance() {
        loop.start();
        await().until(() -> !stage.shares.isEmpty());
        bed.assign(FIRST, SECOND);
        await().until(() -> stage.shares.size() >= 2);
        bed.assign();
        await().until(() -> bed.consumer.assignment().isEmpty());

        assertThat(stage.shares).startsWith(0.25, 0.5);
    }

    @Test
    void retriesACommitThatARebalanceRejected() {
        ListAppender<ILoggingEvent> brokerFailures = LoopTestBed.brokerFailures();
        bed.consumer.failCommit(new CommitFailedException());
        loop.start();
        bed.deliver(FIRST, 0, "a");
        stage.awaitStarted("a");

        stage.finish("a");

        await().until(() -> bed.consumer.committed(FIRST) == 1);
        assertThat(brokerFailures.list).as("the broker is not unreachable").isEmpty();
    }

    @Test
    void goesOnWhenMaintenanceFails() {
        loop.start();

        await().until(() -> stage.maintained.get() >= 2);
        assertThat(loop.isAlive()).isTrue();
        assertThat(stage.maintained.get())
                .as("about once a second, not with every poll")
                .isLessThan(bed.consumer.polls() / 2);
        assertThat(bed.retries)
                .as("told to the health check")
                .isNotEmpty()
                .allMatch(reason -> reason.contains("StoreUnreachable"));
    }

    @Test
    void cancelsAndCommitsWhenItIsClosed() {
        stage.finishOnCancel = true;
        loop.start();
        bed.deliver(FIRST, 0, "a", "b");
        stage.awaitStarted("a", "b");

        loop.close();

        assertThat(bed.events).containsExactly("cancel", "commit texts-0@2");
        assertThat(bed.consumer.closed()).isTrue();
        assertThat(bed.consumer.wakeUps).as("a poll may be waiting").hasPositiveValue();
        assertThat(loop.isAlive()).isFalse();
    }
}
