package io.minicrm.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task of the pipeline that looks into the store again and again, in a thread of its own; a failure only delays it. */
public final class PeriodicTask implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final Supplier<Duration> task;
    private final Thread thread;

    /**
     * @param task does one round and tells how long to wait before the next
     */
    public PeriodicTask(String name, Supplier<Duration> task) {
        this.task = task;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /** Starts the task. */
    public PeriodicTask start() {
        thread.start();
        return this;
    }

    /** True while the task runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Stops after the round in hand. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stop.await(round().toMillis(), TimeUnit.MILLISECONDS)) {
                log.trace("{}: next round", thread.getName());
            }
        } catch (InterruptedException interrupted) {
            log.debug("{} was interrupted and ends", thread.getName());
        }
    }

    private Duration round() {
        try {
            return task.get();
        } catch (RuntimeException failure) {
            log.warn("{} failed and tries again: {}", thread.getName(), failure.toString());
            log.debug("The failure", failure);
            return AFTER_FAILURE;
        }
    }
}
