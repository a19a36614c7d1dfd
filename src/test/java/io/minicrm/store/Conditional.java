package io.minicrm.store;

import io.minicrm.problem.Precondition;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Preconditions and concurrent writers for the contracts of stores. */
final class Conditional {

    private Conditional() {}

    /** What the preconditions throw. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static <T> Precondition<T> is(T expected) {
        return stored -> {
            if (!Objects.equals(expected, stored)) {
                throw new Refused();
            }
        };
    }

    static <T> Precondition<T> isNew() {
        return stored -> {
            if (stored != null) {
                throw new Refused();
            }
        };
    }

    /** Two threads make this change so many times each, and repeat it as often as it is refused. */
    static void byTwoWriters(int times, Runnable change) {
        together(2, () -> {
            int made = 0;
            while (made < times) {
                try {
                    change.run();
                    made++;
                } catch (Refused again) {
                    // The other writer was faster.
                }
            }
            return made;
        });
    }

    /** How many of the writers that begin at the same time are not refused. */
    static long winners(int writers, Runnable change) {
        return together(writers, () -> {
                    try {
                        change.run();
                        return true;
                    } catch (Refused refused) {
                        return false;
                    }
                })
                .stream()
                .filter(won -> won)
                .count();
    }

    private static <T> List<T> together(int writers, Callable<T> work) {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Future<T>> results = IntStream.range(0, writers)
                    .mapToObj(ignored -> threads.submit(() -> {
                        start.await();
                        return work.call();
                    }))
                    .toList();
            start.countDown();
            return results.stream().map(Conditional::result).toList();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
