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

    static final int WARM_UPS = 2;

    private static final double NANOS_A_MILLI = 1e6;

    /** Runs it, first to warm up and then so many times more. */
    static Timing milliseconds(int times, Callable<?> work) throws Exception {
        double[] taken = new double[times];
        for (int i = -WARM_UPS; i < times; i++) {
            long begin = System.nanoTime();
            work.call();
            if (i >= 0) {
                taken[i] = (System.nanoTime() - begin) / NANOS_A_MILLI;
            }
        }
        return new Timing(Arrays.stream(taken).boxed().toList());
    }

    double median() {
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
