package io.minicrm.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle that both loops share: one thread that owns one consumer, from the subscription until the consumer has left its
 * group.
 *
 * <p>A consumer may be used by one thread only, apart from {@code wakeup}. Closing therefore sets the {@link StopSignal}, wakes the
 * consumer up, and waits for the thread to close the consumer itself. While the broker is unreachable the thread tries again once a
 * second; any other failure that escapes the loop ends it, which the health check reports.
 */
final class ConsumerThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsumerThread.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final StopSignal stop;
    private final LoopObserver observer;
    private final Loop loop;
    private final Thread thread;

    ConsumerThread(String group, Consumer<byte[], byte[]> consumer, StopSignal stop, LoopObserver observer, Loop loop) {
        this.group = group;
        this.consumer = consumer;
        this.stop = stop;
        this.observer = observer;
        this.loop = loop;
        this.thread = Thread.ofPlatform().name(group).unstarted(this::run);
    }

    /** The part in which the loops differ. All methods are called in the consumer's thread. */
    interface Loop {

        /** Called once, first. */
        void subscribe();

        /** Polls once and processes what was read. */
        void pollOnce();

        /** Called once, last, before the consumer leaves its group. */
        default void beforeLeaving() {}
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Returns when the consumer has left its group. */
    @Override
    public void close() {
        stop.stop();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            loop.subscribe();
            while (!stop.isStopped()) {
                pollOnce();
            }
            loop.beforeLeaving();
        } catch (RuntimeException | Error fatal) {
            log.error("{} stopped after an unexpected failure; restart the process", group, fatal);
            throw fatal;
        }
    }

    private void pollOnce() {
        try {
            loop.pollOnce();
            observer.roundEnded();
        } catch (WakeupException stopping) {
            log.debug("{} is stopping", group);
        } catch (KafkaException failure) {
            log.warn("{} cannot read from the broker and will try again: {}", group, failure.toString());
            observer.retrying(failure.toString());
            stop.pause(AFTER_FAILURE);
        }
    }
}
