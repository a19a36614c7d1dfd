package io.minicrm.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The stored API keys. Thread-safe. Methods throw an unchecked exception if the store cannot be reached. */
public interface ApiKeys {

    /**
     * Stores a new key.
     *
     * @return false if there is a key of that id; nothing is changed then
     */
    boolean add(ApiKey key);

    Optional<ApiKey> find(String id);

    /** All keys, also revoked and expired ones, in order of id. */
    List<ApiKey> all();

    /**
     * Replaces the secret of a key and leaves everything else.
     *
     * @return false if there is no key of that id, or it is revoked
     */
    boolean changeSecret(ApiKey rotated);

    /**
     * Revokes a key for good.
     *
     * @return false if there is no key of that id, or it is revoked already
     */
    boolean revoke(String id, Instant at);

    /** Notes when a key was used. A time before the noted one changes nothing. */
    void markUsed(String id, Instant at);
}
