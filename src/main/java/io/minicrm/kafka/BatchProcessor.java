package io.minicrm.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of a poll and processes them as one batch, with retries. Both loops use it.
 *
 * <p>A failure is either temporary (the store or the broker is unreachable) or it may be the fault of a record. Temporary failures are
 * retried for as long as they last, with a growing pause. After the third other failure the records are processed one by one, to find
 * those that fail alone. For example, with a batch of records A, B and C of which B always fails:
 *
 * <pre>
 *   [A B C] fails
 *   [A B C] fails
 *   [A B C] fails          third failure that is not temporary: isolate
 *   [A] succeeds
 *   [B] fails              fails alone while others pass: B is at fault
 *   [C] succeeds
 *   B goes to the dead letters; the batch is done and its offsets may be committed
 * </pre>
 *
 * <p>If all records of a batch fail alone, the cause is hardly in the records, so none becomes a dead letter and the batch is retried. The exception
 * to this is {@link UnprocessableRecordException}, with which a stage states that the record is at fault.
 */
final class BatchProcessor<I> {

    private static final Logger log = LoggerFactory.getLogger(BatchProcessor.class);

    /** Failures of a batch that are not temporary before its records are processed one by one. */
    private static final int FAILURES_BEFORE_ISOLATION = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Subscription<I> subscription;
    private final ErrorHandling errors;
    private final LoopObserver observer;
    private final StopSignal stop;

    BatchProcessor(Subscription<I> subscription, ErrorHandling errors, LoopObserver observer, StopSignal stop) {
        this.subscription = subscription;
        this.errors = errors;
        this.observer = observer;
        this.stop = stop;
    }

    /**
     * A decoded record.
     *
     * @param ticket finished when the record's effects are durable; {@link BatchLoop} commits whole batches and ignores it
     */
    record Item<I>(ConsumerRecord<byte[], byte[]> source, I value, Ticket ticket) {}

    /**
     * Decodes records. Those without a value and those that cannot be decoded are in the dead letters when this returns.
     *
     * @param ticketOf creates the ticket of each record
     */
    List<Item<I>> decode(
            Iterable<ConsumerRecord<byte[], byte[]>> records,
            Function<ConsumerRecord<byte[], byte[]>, Ticket> ticketOf) {
        List<Item<I>> items = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> source : records) {
            Ticket ticket = ticketOf.apply(source);
            try {
                if (source.value() == null) {
                    throw new MalformedRecordException("The record has no value", null);
                }
                items.add(new Item<>(
                        source,
                        subscription.topic().codec().decode(source.value(), HeaderValues.of(source.headers())),
                        ticket));
            } catch (RuntimeException unreadable) {
                writeDeadLetter(source, unreadable);
                ticket.finish();
            }
        }
        return items;
    }

    /**
     * Calls {@code work} with the batch until it succeeds or its faulty records are in the dead letters.
     *
     * @return false if the loop was stopped before that
     */
    boolean process(List<Item<I>> batch, Consumer<List<Item<I>>> work) {
        Duration pause = FIRST_PAUSE;
        int failures = 0;
        while (!stop.isStopped()) {
            try {
                processOnce(batch, work);
                return true;
            } catch (WakeupException stopping) {
                return false;
            } catch (RuntimeException failure) {
                logRetry(batch, failure);
                failures += errors.isTemporary().test(failure) ? 0 : 1;
                if (failure instanceof UnprocessableRecordException || failures >= FAILURES_BEFORE_ISOLATION) {
                    if (isolate(batch, work)) {
                        return true;
                    }
                    failures = 0;
                }
                stop.pause(pause);
                pause = longer(pause);
            }
        }
        return false;
    }

    private void processOnce(List<Item<I>> batch, Consumer<List<Item<I>>> work) {
        List<Item<I>> unfinished =
                batch.stream().filter(item -> !item.ticket().isFinished()).toList();
        if (unfinished.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        work.accept(unfinished);
        observer.processed(subscription.group(), unfinished.size(), Duration.ofNanos(System.nanoTime() - begun));
    }

    private void logRetry(List<Item<I>> batch, RuntimeException failure) {
        observer.retrying(rootOf(failure).toString());
        log.warn(
                "{} cannot process {} records and will try again: {}",
                subscription.group(),
                batch.size(),
                rootOf(failure).toString());
        log.debug("The failure", failure);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Processes each record alone. Returns false, with no dead letter written, if the failures do not show which records are at fault. */
    private boolean isolate(List<Item<I>> batch, Consumer<List<Item<I>>> work) {
        List<Failed<I>> failed = new ArrayList<>();
        for (Item<I> item : batch) {
            if (item.ticket().isFinished()) {
                continue;
            }
            try {
                work.accept(List.of(item));
            } catch (RuntimeException failure) {
                if (errors.isTemporary().test(failure)) {
                    return false;
                }
                failed.add(new Failed<>(item, failure));
            }
        }
        boolean allFailedForUnknownReasons = failed.size() == batch.size()
                && failed.stream().noneMatch(one -> one.failure() instanceof UnprocessableRecordException);
        if (allFailedForUnknownReasons && batch.size() > 1) {
            return false;
        }
        for (Failed<I> one : failed) {
            writeDeadLetter(one.item().source(), one.failure());
            one.item().ticket().finish();
        }
        return true;
    }

    private record Failed<I>(Item<I> item, RuntimeException failure) {}

    /** Tries until the record is in the dead letters. */
    private void writeDeadLetter(ConsumerRecord<byte[], byte[]> dead, RuntimeException reason) {
        while (!stop.isStopped()) {
            try {
                errors.deadLetters().write(dead, subscription.group(), reason);
                return;
            } catch (RuntimeException failure) {
                if (!errors.isTemporary().test(failure)) {
                    throw failure;
                }
                observer.retrying(rootOf(failure).toString());
                log.warn(
                        "{} cannot write a dead letter and will try again: {}",
                        subscription.group(),
                        failure.getMessage());
                stop.pause(LONGEST_PAUSE);
            }
        }
        throw new WakeupException();
    }
}
