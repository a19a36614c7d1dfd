package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.StoredText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for a new key.
 *
 * @param name what it is used for, 1 to {@value ApiKey#MAX_NAME_LENGTH} characters
 * @param scopes at least one
 * @param expiresAt when it ends to be accepted; null: never
 */
public record KeyOrder(
        String name, Set<Scope> scopes, @Nullable Instant expiresAt) {

    /**
     * @throws InvalidKeyException if a value cannot be used
     */
    public KeyOrder {
        scopes = Set.copyOf(scopes);
        List<FieldProblem> problems = new ArrayList<>();
        if (name.isBlank()) {
            problems.add(new FieldProblem("name", "is empty; say what the key is used for"));
        } else if (name.length() > ApiKey.MAX_NAME_LENGTH) {
            problems.add(new FieldProblem(
                    "name", "has %d characters; the limit is %d".formatted(name.length(), ApiKey.MAX_NAME_LENGTH)));
        } else if (!StoredText.isWellFormed(name) || name.chars().anyMatch(Character::isISOControl)) {
            problems.add(
                    new FieldProblem("name", "contains control characters or unpaired surrogates; use printable text"));
        }
        if (scopes.isEmpty()) {
            problems.add(new FieldProblem("scopes", "is empty; give at least one scope or a role"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidKeyException(problems);
        }
    }
}
