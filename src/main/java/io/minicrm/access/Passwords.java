package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.StoredText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which passwords may be chosen. */
public final class Passwords {

    /** The shortest password, in characters. Length is what makes guessing hard, so nothing else is asked for. */
    public static final int MIN_LENGTH = 12;

    /** The longest password, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1_024;

    private Passwords() {}

    /** What is wrong with a password that somebody chooses; empty if nothing is. Never quotes it. */
    static Optional<FieldProblem> problem(String password) {
        if (isTooLong(password)) {
            return problemWith("is longer than %,d bytes; choose a shorter one".formatted(MAX_BYTES));
        }
        int length = password.codePointCount(0, password.length());
        if (length < MIN_LENGTH) {
            return problemWith("has %d characters; choose one with at least %d".formatted(length, MIN_LENGTH));
        }
        if (password.isBlank() || !StoredText.isWellFormed(password)) {
            return problemWith("is blank or contains unpaired surrogates; use printable text");
        }
        return Optional.empty();
    }

    private static Optional<FieldProblem> problemWith(String message) {
        return Optional.of(new FieldProblem("password", message));
    }

    /** Whether it is too long to be the password of anybody, so that it need not be hashed. */
    static boolean isTooLong(String password) {
        // Each UTF-16 unit has at least one byte, so a huge text is not encoded.
        return password.length() > MAX_BYTES || password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }
}
