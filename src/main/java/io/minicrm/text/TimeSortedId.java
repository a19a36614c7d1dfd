package io.minicrm.text;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Generates ids that sort by time: a prefix, nine base-36 digits of milliseconds and eight random ones. */
public final class TimeSortedId {

    private static final int RADIX = 36;
    private static final int TIME_LENGTH = 9;
    private static final int RANDOM_LENGTH = 8;
    private static final long RANDOMS = 2_821_109_907_456L; // 36 to the 8th

    private TimeSortedId() {}

    public static String next(String prefix, Instant now, RandomGenerator random) {
        return prefix + padded(now.toEpochMilli(), TIME_LENGTH) + padded(random.nextLong(RANDOMS), RANDOM_LENGTH);
    }

    private static String padded(long number, int length) {
        String text = Long.toString(number, RADIX);
        return "0".repeat(length - text.length()) + text;
    }
}
