package io.minicrm.kafka;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of a loop that reads a topic: one thread that owns one consumer, from the subscription until the
 * consumer has left its group. {@link BatchLoop} and {@link AsyncLoop} differ in what they do with what was read.
 *
 * <p>A consumer is replaced when the clock was set, see {@link ClockWatch}.
 *
 * <p>A consumer may be used by one thread only, apart from {@code wakeup}. Closing therefore sets the {@link
 * StopSignal}, wakes the consumer up, and waits for the thread to close the consumer itself. While the broker is
 * unreachable the thread tries again once a second; any other failure that escapes the loop ends it, which the health
 * check reports.
 */
public abstract class ConsumerLoop<I> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(30);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(1);

    final Subscription<I> subscription;
    /** Replaced by the loop's thread only. */
    volatile Consumer<byte[], byte[]> consumer;

    final BatchProcessor<I> processor;
    final LoopTime time;
    private final StopSignal stop;
    private final LoopObserver observer;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ClockWatch clock = new ClockWatch(this::clockWasSet);
    private final Thread thread;
    private volatile boolean mustReplace;

    ConsumerLoop(
            LoopEnvironment environment, Subscription<I> subscription, ErrorHandling errors, LoopObserver observer) {
        this.consumers = environment.consumers();
        this.consumer = consumers.get();
        this.stop = environment.stop();
        this.time = environment.time();
        this.subscription = subscription;
        this.observer = observer;
        this.processor = new BatchProcessor<>(subscription, errors, observer, stop);
        this.thread = Thread.ofPlatform().name(subscription.group()).unstarted(this::run);
    }

    /** Called first in the loop's thread, and again for a consumer that replaces another one. */
    abstract void subscribe();

    /** Polls once and processes what was read, in the loop's thread. */
    abstract void pollOnce();

    /** Why the loop's work does not go on although it polls; null if it does. */
    @Nullable
    String impediment() {
        return null;
    }

    /** Called in the loop's thread before the consumer leaves its group. */
    void beforeLeaving() {}

    /** Starts the loop in a thread of its own. */
    public void start() {
        thread.start();
        clock.start();
    }

    /** A poll may last as long as the clock was set back, so it is ended. */
    void clockWasSet() {
        mustReplace = true;
        consumer.wakeup();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Stops after the work in progress, and returns when the consumer has left its group, or tried for a second. */
    @Override
    public void close() {
        clock.close();
        stop.stop();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            subscribe();
            while (!stop.isStopped()) {
                runRound();
                if (mustReplace) {
                    replaceConsumer();
                }
            }
            leave();
        } catch (RuntimeException | Error fatal) {
            log.error("{} stopped after an unexpected failure; restart the process", subscription.group(), fatal);
            throw fatal;
        } finally {
            consumer.close(CloseOptions.timeout(LEAVE_LIMIT));
        }
    }

    private void replaceConsumer() {
        mustReplace = false;
        leave();
        consumer.close(CloseOptions.timeout(LEAVE_LIMIT));
        consumer = consumers.get();
        subscribe();
        if (stop.isStopped()) {
            consumer.wakeup();
        }
    }

    private void leave() {
        try {
            beforeLeaving();
        } catch (KafkaException failure) {
            log.info(
                    "{} cannot commit before it stops; the next start repeats its last batch: {}",
                    subscription.group(),
                    failure.toString());
        }
    }

    /** How long a commit may take: a loop that stops does not wait for brokers that are away. */
    Duration commitLimit() {
        return stop.isStopped() ? LEAVE_LIMIT : COMMIT_LIMIT;
    }

    /** One round: polls once, and waits for a moment if the broker is unreachable. */
    void runRound() {
        try {
            pollOnce();
            String impediment = impediment();
            if (impediment == null) {
                observer.roundEnded();
            } else {
                observer.retrying(impediment);
            }
        } catch (WakeupException stopping) {
            log.debug("{} is stopping", subscription.group());
        } catch (KafkaException failure) {
            log.warn("{} cannot read from the broker and will try again: {}", subscription.group(), failure.toString());
            observer.retrying(failure.toString());
            stop.pause(AFTER_FAILURE);
        }
    }
}
