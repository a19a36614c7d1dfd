package io.minicrm.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * How long something took each time, in milliseconds.
 *
 * @param all every run but the first {@value #WARM_UPS}
 */
record Timing(List<Double> all) {

    /** What follows a run. */
    @FunctionalInterface
    interface After<T> {
        void run(T done) throws Exception;
    }

    static final int WARM_UPS = 2;

    private static final double NANOS_A_MILLI = 1e6;

    /** Runs it, first to warm up and then so many times more. */
    static <T> Timing milliseconds(int times, Callable<T> work) throws Exception {
        return milliseconds(times, work, done -> {});
    }

    /** The same, with something to be done after each run that does not count. */
    static <T> Timing milliseconds(int times, Callable<T> work, After<T> after) throws Exception {
        double[] taken = new double[times];
        for (int i = -WARM_UPS; i < times; i++) {
            long begin = System.nanoTime();
            T done = work.call();
            if (i >= 0) {
                taken[i] = (System.nanoTime() - begin) / NANOS_A_MILLI;
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
