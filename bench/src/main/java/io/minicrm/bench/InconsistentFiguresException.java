package io.minicrm.bench;

import java.util.Locale;

/** The numbers of the work that was measured do not add up, so there is no figure. */
final class InconsistentFiguresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InconsistentFiguresException(String message) {
        super(message);
    }

    /** @throws InconsistentFiguresException if the two differ */
    static void check(String what, long expected, long actual) {
        if (expected != actual) {
            throw new InconsistentFiguresException(
                    String.format(Locale.ROOT, "%s: %,d expected, %,d found", what, expected, actual));
        }
    }
}
