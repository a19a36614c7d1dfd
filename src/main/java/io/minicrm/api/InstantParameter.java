package io.minicrm.api;

import io.minicrm.lead.DateText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times in requests. They are written as {@link DateText} describes, with an offset. Offsets may be up to 23:59, as RFC
 * 3339 says; in values of leads they may not, because the stores do not read them.
 */
final class InstantParameter {

    private static final Pattern LARGE_OFFSET =
            Pattern.compile("(.{16,32})([+-])(1[5-9]|2[0-3]):([0-5][0-9])", Pattern.DOTALL);

    private static final int HOURS = 3;
    private static final int MINUTES = 4;

    private InstantParameter() {}

    /** The instant; empty if the text is not a time with an offset. */
    static Optional<Instant> parse(String text) {
        Matcher large = LARGE_OFFSET.matcher(text);
        if (!large.matches()) {
            return DateText.parse(text).flatMap(DateText::instant);
        }
        Duration offset = Duration.ofHours(Integer.parseInt(large.group(HOURS)))
                .plusMinutes(Integer.parseInt(large.group(MINUTES)));
        boolean isEast = large.group(2).equals("+");
        return DateText.parse(large.group(1) + "Z")
                .flatMap(DateText::instant)
                .map(time -> isEast ? time.minus(offset) : time.plus(offset));
    }
}
