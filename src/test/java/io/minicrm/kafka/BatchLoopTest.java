package io.minicrm.kafka;

import static io.minicrm.kafka.LoopTestBed.FIRST;
import static io.minicrm.kafka.LoopTestBed.OUTPUTS;
import static io.minicrm.kafka.LoopTestBed.SUBSCRIPTION;
import static io.minicrm.kafka.LoopTestBed.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.minicrm.kafka.LoopTestBed.StoreUnreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchLoopTest {

    private static final String COMMITTED_BOTH = "commit texts-0@2";

    private final LoopTestBed bed = new LoopTestBed();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private BatchLoop<String> start(BatchStage<String> stage) {
        bed.assign(FIRST);
        var loop = new BatchLoop<>(
                LoopEnvironment.of(bed.consumers), SUBSCRIPTION, stage, bed.publisher, bed.errors, bed.observer);
        loop.start();
        open.add(loop);
        return loop;
    }

    private static boolean isCommit(String event) {
        return event.startsWith("commit");
    }

    private void write(List<String> batch, Publisher.Outbox outbox) {
        bed.events.add("write " + batch);
        batch.forEach(text -> outbox.send(OUTPUTS, text));
    }

    @Test
    void writesThenPublishesThenCommits() {
        start(this::write);
        bed.deliver(FIRST, 0, "a", "b");

        await().until(() -> bed.consumer.committed(FIRST) == 2);

        assertThat(bed.events).containsExactly("write [a, b]", "send output", "send output", "flush", COMMITTED_BOTH);
        assertThat(bed.producer.history()).hasSize(2);
        assertThat(bed.processed).hasValue(2);
    }

    @Test
    void aConsumerIsReplacedWhenTheClockWasSet() {
        BatchLoop<String> loop = start(this::write);
        bed.deliver(FIRST, 0, "a", "b");
        await().until(() -> bed.consumer.committed(FIRST) == 2);

        loop.clockWasSet();

        await().until(() -> bed.consumersMade.get() == 2 && bed.consumer.closed());
        assertThat(loop.isAlive()).isTrue();
        int rounds = bed.rounds.get();
        await().until(() -> bed.rounds.get() > rounds + 2);
    }

    @Test
    void commitsNothingWhileTheStageFails() {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch repaired = new CountDownLatch(1);
        start((batch, outbox) -> {
            attempts.incrementAndGet();
            if (repaired.getCount() > 0) {
                throw new StoreUnreachable();
            }
        });
        bed.deliver(FIRST, 0, "a");

        await().until(() -> attempts.get() >= 3);
        assertThat(bed.consumer.committed(FIRST)).isZero();
        assertThat(bed.events).doesNotContain("flush");

        repaired.countDown();
        await().until(() -> bed.consumer.committed(FIRST) == 1);
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void commitsNothingWhileItsMessagesCannotBePublished() {
        AtomicInteger attempts = new AtomicInteger();
        bed.producer.sendException = new TimeoutException("no broker");
        start((batch, outbox) -> {
            attempts.incrementAndGet();
            write(batch, outbox);
        });
        bed.deliver(FIRST, 0, "a");

        await().until(() -> attempts.get() >= 4);
        assertThat(bed.consumer.committed(FIRST)).isZero();
        assertThat(bed.events).noneMatch(BatchLoopTest::isCommit);

        bed.producer.sendException = null;
        await().until(() -> bed.consumer.committed(FIRST) == 1);
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void commitsABatchOfWhichNoRecordIsReadable() {
        start(this::write);
        bed.deliver(FIRST, 0, UNREADABLE, null);

        await().until(() -> bed.consumer.committed(FIRST) == 2);

        assertThat(bed.deadLetterOffsets()).containsExactly(0L, 1L);
        assertThat(bed.events).noneMatch(event -> event.startsWith("write"));
    }

    @Test
    void commitsTheReadableRecordsOfABatchTogetherWithTheUnreadableOnes() {
        start(this::write);
        bed.deliver(FIRST, 0, "a", UNREADABLE, "b");

        await().until(() -> bed.consumer.committed(FIRST) == 3);

        assertThat(bed.deadLetterOffsets()).containsExactly(1L);
        assertThat(bed.events).contains("write [a, b]");
    }

    @Test
    void finishesTheCurrentBatchBeforeItStops() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        BatchLoop<String> loop = start((batch, outbox) -> {
            begun.countDown();
            awaitQuietly(mayEnd);
        });
        bed.deliver(FIRST, 0, "a");
        begun.await();

        Thread closing = Thread.ofVirtual().start(loop::close);
        await().until(() -> closing.getState() == Thread.State.WAITING);
        mayEnd.countDown();
        closing.join();

        assertThat(bed.events).containsExactly("commit texts-0@1");
        assertThat(bed.consumer.closed()).isTrue();
        assertThat(loop.isAlive()).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stopsWithoutACommitWhileABatchKeepsFailing() {
        AtomicInteger attempts = new AtomicInteger();
        BatchLoop<String> loop = start((batch, outbox) -> {
            attempts.incrementAndGet();
            throw new StoreUnreachable();
        });
        bed.deliver(FIRST, 0, "a");
        await().until(() -> attempts.get() >= 1);

        loop.close();

        assertThat(bed.events).noneMatch(BatchLoopTest::isCommit);
        assertThat(bed.consumer.closed()).isTrue();
        assertThat(bed.consumer.wakeUps).as("a poll may be waiting").hasPositiveValue();
    }

    @Test
    void pollsAgainAfterTheBrokerFailedAPoll() {
        start(this::write);
        bed.consumer.setPollException(new KafkaException("the broker is gone"));
        bed.deliver(FIRST, 0, "a");

        await().until(() -> bed.consumer.committed(FIRST) == 1);
    }

    @Test
    void continuesAfterACommitThatARebalanceRejected() {
        ListAppender<ILoggingEvent> brokerFailures = LoopTestBed.brokerFailures();
        bed.consumer.failCommit(new CommitFailedException());
        BatchLoop<String> loop = start(this::write);
        bed.deliver(FIRST, 0, "a");
        await().until(() -> bed.events.contains("flush"));
        bed.deliver(FIRST, 1, "b");

        await().until(() -> bed.consumer.committed(FIRST) == 2);
        assertThat(loop.isAlive()).isTrue();
        assertThat(brokerFailures.list).as("the broker is not unreachable").isEmpty();
    }

    /** Else the reconciler would wait for the group forever. */
    @Test
    void repeatsACommitThatFailedEvenIfNothingElseArrives() {
        bed.consumer.failCommit(new CommitFailedException());
        start(this::write);
        bed.deliver(FIRST, 0, "a");

        await().until(() -> bed.consumer.committed(FIRST) == 1);
    }

    @Test
    void commitsACompleteBatchEvenIfTheWakeUpOfCloseHitsTheCommit() {
        bed.consumer.failCommit(new WakeupException());
        start(this::write);
        bed.deliver(FIRST, 0, "a");

        await().until(() -> bed.consumer.committed(FIRST) == 1);
    }

    @Test
    void isNoLongerAliveAfterAnError() {
        BatchLoop<String> loop = start((batch, outbox) -> {
            throw new AssertionError("a fault in the code of a stage");
        });
        bed.deliver(FIRST, 0, "a");

        await().dontCatchUncaughtExceptions().until(() -> !loop.isAlive());
        assertThat(bed.events).noneMatch(BatchLoopTest::isCommit);
        assertThat(bed.consumer.closed()).isTrue();
    }
}
