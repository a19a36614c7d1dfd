package io.minicrm.access;

import java.time.Instant;
import java.util.Optional;

/** The stored sessions. Thread-safe. Methods throw an unchecked exception if the store cannot be reached. */
public interface Sessions {

    void add(Session session);

    Optional<Session> find(String hash);

    /** Notes when a session was used, unless it has ended. A time before the noted one changes nothing. */
    void markUsed(String hash, Instant at);

    /**
     * Ends a session, if there is one.
     *
     * @return whether there was one; of several calls at once, one ends it
     */
    boolean end(String hash);

    /** Ends all sessions of a user. */
    void endAllOf(String userId);

    /** Deletes the sessions that were created, or last seen, before these times. */
    void deleteOlder(Instant createdBefore, Instant seenBefore);
}
