package io.minicrm.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Searches a failing batch for the records that fail alone, by halving it. One such record among 1,000 is found with 20
 * attempts, and the other 999 are processed on the way.
 *
 * <p>A record is only suspected if others pass after it has failed: what fails while nothing passes any more is hardly
 * the fault of a record.
 *
 * <pre>
 *   [A B C D] has failed
 *   [A B] passes
 *   [C D] fails
 *   [C] fails           suspected as soon as something passes
 *   [D] passes          C is suspected
 * </pre>
 */
final class Bisection<T> {

    /** If so many records fail alone and nothing has passed, the rest is not tried. */
    private static final int FAILURES_WITHOUT_PASS = 10;

    private final Consumer<List<T>> work;
    private final Predicate<Throwable> isTemporary;
    private final boolean backwards;
    private final List<Failed<T>> suspected = new ArrayList<>();
    private final List<Failed<T>> undecided = new ArrayList<>();
    private boolean hasPassed;

    /** A record that fails alone. */
    record Failed<T>(T item, RuntimeException failure) {

        boolean isUnprocessable() {
            return failure instanceof UnprocessableRecordException;
        }
    }

    /**
     * @param backwards whether to begin with the last records: the last one of a batch is never suspected if it is
     *     always tried last
     */
    Bisection(Consumer<List<T>> work, Predicate<Throwable> isTemporary, boolean backwards) {
        this.work = work;
        this.isTemporary = isTemporary;
        this.backwards = backwards;
    }

    /**
     * Tries the parts of a batch that has failed as a whole.
     *
     * @return false if the search was given up, because of a temporary failure or because nothing passes; some records
     *     were not tried then
     */
    boolean search(List<T> failing) {
        List<T> first = failing.subList(0, failing.size() / 2);
        List<T> second = failing.subList(failing.size() / 2, failing.size());
        return backwards ? passes(second) && passes(first) : passes(first) && passes(second);
    }

    private boolean passes(List<T> part) {
        if (part.isEmpty()) {
            return true;
        }
        try {
            work.accept(part);
        } catch (WakeupException stopping) {
            throw stopping;
        } catch (RuntimeException failure) {
            if (isTemporary.test(failure)) {
                return false;
            }
            return part.size() == 1 ? failedAlone(new Failed<>(part.getFirst(), failure)) : search(part);
        }
        hasPassed = true;
        suspected.addAll(undecided);
        undecided.clear();
        return true;
    }

    private boolean failedAlone(Failed<T> failed) {
        (failed.isUnprocessable() ? suspected : undecided).add(failed);
        return hasPassed || undecided.size() < FAILURES_WITHOUT_PASS;
    }

    /** The records that failed alone before others passed, or that their stage calls unprocessable. */
    List<Failed<T>> suspected() {
        return suspected;
    }

    /** The records that failed alone after the last that passed. */
    List<Failed<T>> undecided() {
        return undecided;
    }

    boolean hasPassed() {
        return hasPassed;
    }
}
