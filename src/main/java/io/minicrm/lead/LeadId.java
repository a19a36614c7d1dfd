package io.minicrm.lead;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Generates ids for leads without one: {@code lead-} and 17 base-36 characters that sort by time. */
public final class LeadId {

    private static final int RADIX = 36;
    private static final int TIME_LENGTH = 9;
    private static final int RANDOM_LENGTH = 8;
    private static final long RANDOMS = 2_821_109_907_456L; // 36 to the 8th

    private LeadId() {}

    public static String next(Instant now, RandomGenerator random) {
        return "lead-" + padded(now.toEpochMilli(), TIME_LENGTH) + padded(random.nextLong(RANDOMS), RANDOM_LENGTH);
    }

    private static String padded(long number, int length) {
        String text = Long.toString(number, RADIX);
        return "0".repeat(length - text.length()) + text;
    }
}
