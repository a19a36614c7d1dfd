package io.minicrm.launch;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Makes campaign ids that sort by the time they were made: {@code campaign-}, 9 base-36 digits of milliseconds, 6 at random. */
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
