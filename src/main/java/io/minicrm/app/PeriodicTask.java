package io.minicrm.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that repeats a round of work. A round that fails is repeated after one second. */
final class PeriodicTask implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final Supplier<Duration> round;
    private final Pulse pulse;
    private final Thread thread;

    /**
     * @param round does one round and returns how long to wait before the next
     */
    PeriodicTask(String name, Supplier<Duration> round, Pulse pulse) {
        this.round = round;
        this.pulse = pulse;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    PeriodicTask start() {
        thread.start();
        return this;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the thread, after the round in progress; one that takes long is interrupted. */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (!thread.join(STOP_LIMIT)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stop.await(pauseAfterRound().toMillis(), TimeUnit.MILLISECONDS)) {
                log.trace("{}: next round", thread.getName());
            }
        } catch (InterruptedException interrupted) {
            log.debug("{} was interrupted and ends", thread.getName());
        }
    }

    private Duration pauseAfterRound() {
        try {
            Duration pause = round.get();
            pulse.roundEnded(pause);
            return pause;
        } catch (RuntimeException failure) {
            log.warn("{} failed and will try again: {}", thread.getName(), failure.toString());
            log.debug("Stack trace of the failure", failure);
            pulse.retrying(failure.toString());
            return AFTER_FAILURE;
        }
    }
}
