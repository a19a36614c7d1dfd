package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** The health of workers, by a clock that the test moves. */
class WorkersHealthTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final Pulse pulse = new Pulse(now::get);
    private final Workers workers = new Workers();
    private final WorkersHealthIndicator health = new WorkersHealthIndicator(workers);
    private final WorkersAliveHealthIndicator liveness = new WorkersAliveHealthIndicator(workers);

    WorkersHealthTest() {
        workers.start(
                List.of(new Worker.Description(
                        ProcessRole.SENDER,
                        "send-worker",
                        name -> new Worker(name, () -> {}, alive::get, pulse, LIMIT))),
                Set.of(ProcessRole.SENDER));
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private String state() {
        return String.valueOf(health.health().getDetails().get("send-worker"));
    }

    @Test
    void aWorkerThatFinishesItsRoundsIsUp() {
        for (int round = 0; round < 100; round++) {
            pass(Duration.ofSeconds(59));
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            pulse.roundEnded(Duration.ZERO);
        }
        assertThat(state()).isEqualTo("UP");
    }

    @Test
    void aWorkerThatFinishesNoRoundIsDownAndAfterTwiceTheTimeItNeedsARestart() {
        pulse.roundEnded(Duration.ZERO);

        pass(Duration.ofSeconds(61));
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(state()).startsWith("no round has ended for 61 s; waits for: ");
        assertThat(liveness.health().getStatus()).isEqualTo(Status.UP);

        pass(Duration.ofSeconds(60));
        assertThat(liveness.health().getStatus()).isEqualTo(Status.DOWN);

        pulse.roundEnded(Duration.ZERO);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(liveness.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aWorkerThatRetriesIsDownWithTheReasonAndNeedsNoRestart() {
        for (int retry = 0; retry < 100; retry++) {
            pass(Duration.ofSeconds(2));
            pulse.retrying("the database does not answer");
        }

        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(state()).isEqualTo("no round has ended for 200 s; waits for: the database does not answer");
        assertThat(liveness.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void thePauseBetweenTwoRoundsDoesNotCount() {
        pulse.roundEnded(Duration.ofMinutes(5));

        pass(Duration.ofMinutes(6));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);

        pass(Duration.ofSeconds(1));
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aWorkerThatHasEndedIsDownAtOnce() {
        alive.set(false);

        assertThat(state()).isEqualTo("ended");
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(liveness.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aTaskThatHangsIsReportedWithTheMethodThatDoesNotReturn() {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        try (PeriodicTask task = new PeriodicTask(
                "task",
                () -> {
                    if (!first.getAndSet(false)) {
                        waitFor(answer);
                    }
                    return Duration.ZERO;
                },
                pulse)) {
            task.start();

            await().atMost(Duration.ofSeconds(30)).until(() -> pulse.waitsFor().endsWith("WorkersHealthTest.waitFor"));
            pass(Duration.ofSeconds(61));

            assertThat(state()).endsWith("waits for: app.WorkersHealthTest.waitFor");
            answer.countDown();
        }
    }

    private static void waitFor(CountDownLatch answer) {
        try {
            answer.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
