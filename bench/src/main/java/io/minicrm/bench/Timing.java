package io.minicrm.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The durations of repeated runs, in milliseconds.
 *
 * @param all all runs but the first {@value #WARM_UPS}
 */
record Timing(List<Double> all) {

    /** Work after a run that is not measured. */
    @FunctionalInterface
    interface After<T> {
        void run(T done) throws Exception;
    }

    static final int WARM_UPS = 2;

    private static final double NANOS_PER_MILLI = 1e6;

    /** Runs the work to warm up, and then {@code times} times. */
    static <T> Timing milliseconds(int times, Callable<T> work) throws Exception {
        return milliseconds(times, work, done -> {});
    }

    /** As {@link #milliseconds(int, Callable)}, with other work after each run that is not measured. */
    static <T> Timing milliseconds(int times, Callable<T> work, After<T> after) throws Exception {
        double[] taken = new double[times];
        for (int i = -WARM_UPS; i < times; i++) {
            long begin = System.nanoTime();
            T done = work.call();
            if (i >= 0) {
                taken[i] = (System.nanoTime() - begin) / NANOS_PER_MILLI;
            }
            after.run(done);
        }
        return new Timing(Arrays.stream(taken).boxed().toList());
    }

    double median() {
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
