package io.minicrm.idempotency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request with an idempotency key.
 *
 * @param id a hash of the principal and the key
 * @param principal who made the request
 * @param seed the random part of the ids of what it creates. It stays the same if the request is carried out again
 *     because a process died, so that the same thing is stored again, and nothing is created twice
 * @param holder names the execution that may answer
 * @param heldUntil from then on, a repeated request may be carried out if there is no answer
 * @param expiresAt from then on, the key means a new request
 * @param fingerprint a hash of the request; null until it is answered
 * @param answer the answer, as its writer encodes it; null until then
 */
public record KeptRequest(
        String id,
        String principal,
        String seed,
        String holder,
        Instant heldUntil,
        Instant expiresAt,
        @Nullable String fingerprint,
        @Nullable String answer) {

    /** The longest answer that is stored. */
    public static final int MAX_ANSWER_LENGTH = 1_000_000;
}
