package io.minicrm.access;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Somebody who is logged in with a browser.
 *
 * @param hash SHA-256 of the id in the cookie, in hexadecimal: who reads the store cannot use the session
 * @param userId the id of a user, or {@link ApiKey#OWNER}; the purpose of a link, see {@link OneTimeLinks}
 * @param seenAt when it was last used, to the minute
 */
public record Session(String hash, String userId, Instant createdAt, Instant seenAt) {

    /** A session that is not used for this long has ended. */
    public static final Duration IDLE = Duration.ofHours(8);

    /** A session ends after this time, whether it is used or not. */
    public static final Duration LONGEST = Duration.ofDays(7);

    public Session {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        seenAt = seenAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** When it ends if it is not used any more. */
    public Instant endsAt() {
        Instant idle = seenAt.plus(IDLE);
        Instant last = createdAt.plus(LONGEST);
        return idle.isBefore(last) ? idle : last;
    }
}
