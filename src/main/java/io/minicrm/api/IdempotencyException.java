package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/** A request is refused because of its {@code Idempotency-Key}. */
final class IdempotencyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;

    private IdempotencyException(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    /** @param location what the first request created; null if that has no address */
    static IdempotencyException reused(String key, @Nullable String location) {
        return new IdempotencyException(
                ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "The Idempotency-Key \"%s\" was used for a different request%s; use a new key"
                        .formatted(key, location == null ? "" : ", which created " + location));
    }

    /** @param location where it was */
    static IdempotencyException deleted(String key, String location) {
        return new IdempotencyException(
                ProblemCode.CONFLICT,
                "The Idempotency-Key \"%s\" was used for a request that created %s, which has been deleted since; use a"
                                .formatted(key, location)
                        + " new key");
    }

    static IdempotencyException inProgress(String key) {
        return new IdempotencyException(
                ProblemCode.REQUEST_IN_PROGRESS,
                "A request with the Idempotency-Key \"%s\" is being carried out; try again for its answer"
                        .formatted(key));
    }

    static IdempotencyException secret(String key) {
        return new IdempotencyException(
                ProblemCode.CONFLICT,
                "A request with the Idempotency-Key \"%s\" has succeeded, and its answer contained a secret, which is"
                                .formatted(key)
                        + " shown once; rotate the API key that it created");
    }

    ProblemCode code() {
        return code;
    }
}
