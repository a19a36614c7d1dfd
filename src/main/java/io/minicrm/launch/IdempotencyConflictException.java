package io.minicrm.launch;

/** An order repeats an idempotency key, but asks for something different. */
public final class IdempotencyConflictException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    IdempotencyConflictException(String key, String campaignId) {
        super("The idempotency key \"%s\" was used for campaign %s with a different request; use a new key"
                .formatted(key, campaignId));
    }
}
