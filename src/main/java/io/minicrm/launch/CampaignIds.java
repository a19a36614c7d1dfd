package io.minicrm.launch;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Generates campaign ids that sort by time: {@code campaign-}, nine base-36 digits of milliseconds and six random ones.
 */
final class CampaignIds {

    private static final String PREFIX = "campaign-";
    private static final int BASE = 36;
    private static final int TIME_DIGITS = 9;
    private static final int RANDOM_DIGITS = 6;
    private static final long RANDOM_BOUND = (long) Math.pow(BASE, RANDOM_DIGITS);

    private final RandomGenerator random = new SecureRandom();

    String next(Instant now) {
        return PREFIX + digits(now.toEpochMilli(), TIME_DIGITS) + digits(random.nextLong(RANDOM_BOUND), RANDOM_DIGITS);
    }

    private static String digits(long value, int width) {
        String text = Long.toString(value, BASE);
        return "0".repeat(width - text.length()) + text;
    }
}
