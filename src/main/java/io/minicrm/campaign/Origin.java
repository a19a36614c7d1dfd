package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who created a campaign, and from which request.
 *
 * @param createdBy the creator, free text; null if the request did not name one
 * @param idempotencyKey the key of the request; null if it had none
 * @param requestHash a hash of what the request asked for: another request with the same key must ask for the same;
 *     null without a key
 */
public record Origin(
        @Nullable String createdBy,
        Instant createdAt,
        @Nullable String idempotencyKey,
        @Nullable String requestHash) {}
