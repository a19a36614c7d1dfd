package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to change a user. What is null stays as it is.
 *
 * @param password the new password, as {@link Passwords} allows it
 */
public record UserChange(
        @Nullable String name,
        @Nullable AccessRole role,
        @Nullable Boolean disabled,
        @Nullable String password) {

    /**
     * @throws InvalidUserException if a value cannot be used
     */
    public UserChange {
        List<FieldProblem> problems = new ArrayList<>();
        if (name != null) {
            name = name.strip();
            UserOrder.nameProblem(name).ifPresent(problems::add);
        }
        if (password != null) {
            Passwords.problem(password).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new InvalidUserException(problems);
        }
    }

    /** Another password and nothing else. */
    public static UserChange ofPassword(String password) {
        return new UserChange(null, null, null, password);
    }

    /** Whether everybody who is logged in as this user has to log in again. */
    boolean endsSessions() {
        return password != null || Boolean.TRUE.equals(disabled);
    }

    User applyTo(User user, @Nullable String newHash) {
        return new User(
                user.id(),
                user.email(),
                name == null ? user.name() : name,
                role == null ? user.role() : role,
                newHash == null ? user.passwordHash() : newHash,
                user.identity(),
                disabled == null ? user.disabled() : disabled,
                user.createdBy(),
                user.createdAt());
    }

    /** Without the password, because logs must not show it. */
    @Override
    public String toString() {
        return "UserChange[name=%s, role=%s, disabled=%s]".formatted(name, role, disabled);
    }
}
