package io.minicrm.delivery;

/**
 * What happened to a message before the attempt that is due.
 *
 * @param failures transient failures since the first attempt, or since somebody had the message retried
 * @param maybeSent whether one of the attempts may have reached the provider. Such a message is never counted as
 *     skipped: nobody knows that it was not sent
 */
public record PastAttempts(int failures, boolean maybeSent) {

    /** Of a message that nobody has tried to send. */
    public static final PastAttempts NONE = new PastAttempts(0, false);

    /** The same with one more transient failure. */
    PastAttempts failed() {
        return new PastAttempts(failures + 1, maybeSent);
    }

    /** The same after an attempt that may have reached the provider. */
    PastAttempts uncertain() {
        return new PastAttempts(failures, true);
    }
}
