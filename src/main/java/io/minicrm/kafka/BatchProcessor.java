package io.minicrm.kafka;

import io.minicrm.kafka.Bisection.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of a poll and processes them as one batch, with retries. Both loops use it.
 *
 * <p>A failure is either temporary (the store or the broker is unreachable) or it may be the fault of a record.
 * Temporary failures are retried for as long as they last, with a growing pause. After another failure the batch is
 * halved again and again, to find the records that fail alone while others pass (see {@link Bisection}). A record that
 * is found three times becomes a dead letter. For example, with a batch of records A, B and C of which B always fails:
 *
 * <pre>
 *   [A B C] fails
 *   [A] passes, [B C] fails, [B] fails, [C] passes     B is suspected
 *   two more rounds with the same result, after pauses
 *   B goes to the dead letters; the batch is done and its offsets may be committed
 * </pre>
 *
 * <p>If all records of a batch fail alone, the cause is hardly in the records, so none becomes a dead letter and the
 * batch is retried. A record that is alone in its batch, or the only ones of it that are not finished, cannot be
 * compared with others: they become dead letters after a minute of retries, which outlasts a short outage of an unusual
 * kind, such as a table that is renamed and back. The exception to all this is {@link UnprocessableRecordException},
 * with which a stage states that the record is at fault.
 */
final class BatchProcessor<I> {

    private static final Logger log = LoggerFactory.getLogger(BatchProcessor.class);

    /** How often a record has to fail alone while others pass. */
    private static final int FAILURES_BEFORE_DEAD_LETTER = 3;

    /** How long records are retried that cannot be compared with others. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

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
     * @param ticket finished when the record's effects are durable; {@link BatchLoop} commits whole batches and ignores
     *     it
     */
    record Item<I>(ConsumerRecord<byte[], byte[]> source, I value, Ticket ticket) {}

    /**
     * Decodes records. Those without a value and those that cannot be decoded are in the dead letters when this
     * returns.
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
        Map<Item<I>, Integer> suspicions = new IdentityHashMap<>();
        Duration pause = FIRST_PAUSE;
        Duration waited = Duration.ZERO;
        for (int round = 0; !stop.isStopped(); round++) {
            try {
                processOnce(batch, work);
                return true;
            } catch (WakeupException stopping) {
                return false;
            } catch (RuntimeException failure) {
                logRetry(batch, failure);
                boolean temporary = errors.isTemporary().test(failure);
                if (!temporary && setAside(new Round<>(batch, work, round, waited), failure, suspicions)) {
                    return true;
                }
                stop.pause(pause);
                // While the store is known to be away, nothing is learned about the records.
                waited = temporary ? Duration.ZERO : waited.plus(pause);
                pause = longer(pause);
            }
        }
        return false;
    }

    /**
     * One attempt to process a batch.
     *
     * @param number from 0
     * @param waited how long the batch has been retried for reasons that are not temporary
     */
    private record Round<I>(List<Item<I>> batch, Consumer<List<Item<I>>> work, int number, Duration waited) {

        List<Item<I>> unfinished() {
            return batch.stream().filter(item -> !item.ticket().isFinished()).toList();
        }
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

    /**
     * Searches a failing batch for the records at fault and writes those that are certain to the dead letters.
     *
     * @param suspicions how often each record was suspected so far
     * @return true if nothing of the batch is left to process
     */
    private boolean setAside(Round<I> round, RuntimeException failure, Map<Item<I>, Integer> suspicions) {
        List<Item<I>> unfinished = round.unfinished();
        var bisection = new Bisection<>(round.work(), errors.isTemporary(), round.number() % 2 == 1);
        if (unfinished.size() == 1) {
            return setAsideIncomparable(round, List.of(new Failed<>(unfinished.getFirst(), failure)));
        }
        boolean complete = bisection.search(unfinished);
        for (Failed<Item<I>> suspect : bisection.suspected()) {
            int times = suspicions.merge(suspect.item(), 1, Integer::sum);
            if (suspect.isUnprocessable() || times >= FAILURES_BEFORE_DEAD_LETTER) {
                bury(suspect);
            } else {
                complete = false;
            }
        }
        if (complete && !bisection.undecided().isEmpty()) {
            boolean isWholeBatch = unfinished.size() == round.batch().size();
            return !bisection.hasPassed() && !isWholeBatch && setAsideIncomparable(round, bisection.undecided());
        }
        return complete;
    }

    /** Without others to compare with, only time shows it. */
    private boolean setAsideIncomparable(Round<I> round, List<Failed<Item<I>>> failed) {
        if (round.waited().compareTo(PATIENCE) < 0 && !failed.stream().allMatch(Failed::isUnprocessable)) {
            return false;
        }
        failed.forEach(this::bury);
        return true;
    }

    private void bury(Failed<Item<I>> failed) {
        writeDeadLetter(failed.item().source(), failed.failure());
        failed.item().ticket().finish();
    }

    /** Tries until the record is in the dead letters. */
    void writeDeadLetter(ConsumerRecord<byte[], byte[]> dead, RuntimeException reason) {
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
