package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.StoredText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request for a new user.
 *
 * @param email 3 to {@value User#MAX_EMAIL_LENGTH} characters, stored in lower case
 * @param name 1 to {@value User#MAX_NAME_LENGTH} characters
 * @param password as {@link Passwords} allows it
 */
public record UserOrder(String email, String name, AccessRole role, String password) {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    /**
     * @throws InvalidUserException if a value cannot be used
     */
    public UserOrder {
        email = User.emailOf(email);
        name = name.strip();
        List<FieldProblem> problems = new ArrayList<>();
        if (!isEmail(email)) {
            problems.add(new FieldProblem(
                    "email",
                    "is not an e-mail address of at most %d characters; give one such as ann@example.com"
                            .formatted(User.MAX_EMAIL_LENGTH)));
        }
        nameProblem(name).ifPresent(problems::add);
        Passwords.problem(password).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidUserException(problems);
        }
    }

    static boolean isEmail(String text) {
        return text.length() <= User.MAX_EMAIL_LENGTH && EMAIL.matcher(text).matches() && StoredText.isWellFormed(text);
    }

    static Optional<FieldProblem> nameProblem(String name) {
        if (name.isBlank()) {
            return Optional.of(new FieldProblem("name", "is empty; give the name of the person"));
        }
        if (name.length() > User.MAX_NAME_LENGTH) {
            return Optional.of(new FieldProblem(
                    "name", "has %d characters; the limit is %d".formatted(name.length(), User.MAX_NAME_LENGTH)));
        }
        if (!StoredText.isWellFormed(name) || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(
                    new FieldProblem("name", "contains control characters or unpaired surrogates; use printable text"));
        }
        return Optional.empty();
    }

    /** Without the password, because logs must not show it. */
    @Override
    public String toString() {
        return "UserOrder[email=%s, role=%s]".formatted(email, role);
    }
}
