package io.minicrm.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both loops do with records before and after their stage: read them, keep at it while the store or the broker is away, and
 * find the one record that breaks a batch.
 */
final class BatchRunner<I> {

    private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);

    /** How often a batch may fail for a reason that does not look temporary before its records are tried one by one. */
    private static final int ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final String group;
    private final Topic<I> topic;
    private final DeadLetters deadLetters;
    private final Predicate<Throwable> temporary;
    private final LoopObserver observer;
    private final CountDownLatch stop = new CountDownLatch(1);

    BatchRunner(
            String group,
            Topic<I> topic,
            DeadLetters deadLetters,
            Predicate<Throwable> temporary,
            LoopObserver observer) {
        this.group = group;
        this.topic = topic;
        this.deadLetters = deadLetters;
        this.temporary = failure -> failure instanceof PublishFailedException || temporary.test(failure);
        this.observer = observer;
    }

    /** One record that could be read, and its place; the plain loop commits whole batches and does not look at the place. */
    record Item<I>(ConsumerRecord<byte[], byte[]> source, I value, Ticket ticket) {}

    /**
     * The records that can be read; the others go to the dead letters, before this returns.
     *
     * @param open gives each record its ticket
     */
    List<Item<I>> read(
            Iterable<ConsumerRecord<byte[], byte[]>> records, Function<ConsumerRecord<byte[], byte[]>, Ticket> open) {
        List<Item<I>> items = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> source : records) {
            Ticket ticket = open.apply(source);
            try {
                if (source.value() == null) {
                    throw new MalformedRecordException("The record has no value", null);
                }
                items.add(new Item<>(source, topic.codec().decode(source.value()), ticket));
            } catch (RuntimeException unreadable) {
                insist(() -> deadLetters.bury(source, group, unreadable));
                ticket.finish();
            }
        }
        return items;
    }

    /**
     * Hands the batch to {@code work} until it is taken. Temporary failures are waited out, however long; when others repeat, the
     * records are tried one by one and those that fail alone go to the dead letters. When all fail alone, and no stage says that the
     * records are at fault, it is hardly theirs: the batch is tried again.
     *
     * @return false when the loop was stopped before the batch was taken
     */
    boolean process(List<Item<I>> batch, Consumer<List<Item<I>>> work) {
        Duration pause = FIRST_PAUSE;
        for (int failures = 0; !isStopped(); ) {
            try {
                // What was finished on its own before the batch failed as a whole must not be done again.
                List<Item<I>> left = batch.stream()
                        .filter(item -> !item.ticket().isFinished())
                        .toList();
                long begun = System.nanoTime();
                work.accept(left);
                observer.processed(group, left.size(), Duration.ofNanos(System.nanoTime() - begun));
                return true;
            } catch (WakeupException stopped) {
                return false;
            } catch (RuntimeException failure) {
                log.warn(
                        "{} cannot process {} records and tries again: {}",
                        group,
                        batch.size(),
                        rootOf(failure).toString());
                log.debug("The failure", failure);
                if (failure instanceof UnprocessableRecordException
                        || (!temporary.test(failure) && ++failures >= ATTEMPTS)) {
                    if (isolate(batch, work)) {
                        return true;
                    }
                    failures = 0;
                }
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
        return false;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private boolean isolate(List<Item<I>> batch, Consumer<List<Item<I>>> work) {
        List<Failed<I>> failed = new ArrayList<>();
        for (Item<I> item : batch) {
            try {
                work.accept(List.of(item));
            } catch (RuntimeException failure) {
                if (temporary.test(failure)) {
                    return false;
                }
                failed.add(new Failed<>(item, failure));
            }
        }
        boolean allForReasonsUnknown = failed.size() == batch.size()
                && failed.stream().noneMatch(one -> one.failure() instanceof UnprocessableRecordException);
        if (allForReasonsUnknown && batch.size() > 1) {
            return false;
        }
        for (Failed<I> one : failed) {
            insist(() -> deadLetters.bury(one.item().source(), group, one.failure()));
            one.item().ticket().finish();
        }
        return true;
    }

    private record Failed<I>(Item<I> item, RuntimeException failure) {}

    private void insist(Runnable act) {
        while (!isStopped()) {
            try {
                act.run();
                return;
            } catch (RuntimeException away) {
                if (!temporary.test(away)) {
                    throw away;
                }
                log.warn("{} cannot bury a record and tries again: {}", group, away.getMessage());
                pause(LONGEST_PAUSE);
            }
        }
        throw new WakeupException();
    }

    /** Waits, but not longer than until the loop is stopped. */
    void pause(Duration pause) {
        try {
            boolean stopped = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            log.trace("Paused; stopped: {}", stopped);
        } catch (InterruptedException interrupted) {
            stop.countDown();
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stop.countDown();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }
}
