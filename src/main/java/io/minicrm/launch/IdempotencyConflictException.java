package io.minicrm.launch;

/** A request repeats an idempotency key and asks for something else. */
public final class IdempotencyConflictException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    IdempotencyConflictException(String key, String campaignId) {
        super("The idempotency key \"%s\" made campaign %s with another request; use a new key for a new campaign"
                .formatted(key, campaignId));
    }
}
