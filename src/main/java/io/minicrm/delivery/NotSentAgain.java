package io.minicrm.delivery;

import io.minicrm.gate.SkipReason;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a message that may have been sent and is given up: it is {@code unknown}, never {@code skipped}.
 */
public final class NotSentAgain {

    /** Follows the reason for which it is given up. */
    public static final String ENDING = ", so it was not sent again; an earlier attempt may have arrived";

    private NotSentAgain() {}

    /** @param reason in words */
    static String because(String reason) {
        return reason + ENDING;
    }

    /**
     * Of a message that would have been skipped.
     *
     * @param code why, as {@link SkipReason} writes it
     */
    public static String insteadOfSkipped(@Nullable String code) {
        SkipReason reason = SkipReason.ofCode(code);
        return because(reason == null ? String.valueOf(code) : reason.text());
    }
}
