package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final AtomicInteger rounds = new AtomicInteger();
    private final Pulse pulse = new Pulse(System::nanoTime);

    @Test
    void eachRoundSaysWhenTheNextOneBegins() {
        try (PeriodicTask task =
                new PeriodicTask("task", () -> rounds.incrementAndGet() < 3 ? Duration.ZERO : NEVER, pulse)) {
            task.start();

            await().until(() -> rounds.get() == 3);
            assertThat(task.isAlive()).isTrue();
        }
    }

    @Test
    void aFailingRoundOnlyDelaysTheNextOne() {
        try (PeriodicTask task = new PeriodicTask(
                "task",
                () -> {
                    if (rounds.incrementAndGet() == 1) {
                        throw new IllegalStateException("the store is away");
                    }
                    return NEVER;
                },
                pulse)) {
            long begin = System.nanoTime();
            task.start();

            await().until(() -> rounds.get() == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
            assertThat(task.isAlive()).isTrue();
        }
    }

    @Test
    void closeWaitsForTheRoundInProgressAndBeginsNoOther() throws Exception {
        CountDownLatch roundMayEnd = new CountDownLatch(1);
        AtomicBoolean roundHasEnded = new AtomicBoolean();
        BlockingQueue<Boolean> endedWhenClosed = new LinkedBlockingQueue<>();
        PeriodicTask task = new PeriodicTask(
                "task",
                () -> {
                    rounds.incrementAndGet();
                    try {
                        roundMayEnd.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    roundHasEnded.set(true);
                    return Duration.ZERO;
                },
                pulse);
        task.start();
        await().until(() -> rounds.get() == 1);

        Thread closing = Thread.ofPlatform().start(() -> {
            task.close();
            endedWhenClosed.add(roundHasEnded.get());
        });
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        roundMayEnd.countDown();

        assertThat(endedWhenClosed.poll(10, TimeUnit.SECONDS)).isTrue();
        assertThat(task.isAlive()).isFalse();
        assertThat(rounds).hasValue(1);
    }

    @Test
    void aRoundThatDoesNotEndIsInterruptedByClose() {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        PeriodicTask task = new PeriodicTask(
                "task",
                () -> {
                    rounds.incrementAndGet();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException interrupted) {
                        wasInterrupted.set(true);
                        Thread.currentThread().interrupt();
                    }
                    return NEVER;
                },
                pulse);
        task.start();
        await().until(() -> rounds.get() == 1);

        task.close();

        assertThat(wasInterrupted).isTrue();
        assertThat(task.isAlive()).isFalse();
    }

    @Test
    void closeEndsTheWaitBetweenTwoRounds() {
        PeriodicTask task = new PeriodicTask(
                "task",
                () -> {
                    rounds.incrementAndGet();
                    return NEVER;
                },
                pulse);
        task.start();
        await().until(() -> rounds.get() == 1);

        task.close();

        assertThat(task.isAlive()).isFalse();
    }
}
