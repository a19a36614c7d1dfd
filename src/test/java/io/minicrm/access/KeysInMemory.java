package io.minicrm.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keys as a store keeps them. */
public final class KeysInMemory implements ApiKeys {

    private final Map<String, ApiKey> keys = new TreeMap<>();
    private int questions;

    /** How often a key was looked for. */
    int questions() {
        return questions;
    }

    @Override
    public boolean add(ApiKey key) {
        return keys.putIfAbsent(key.id(), key) == null;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        questions++;
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public List<ApiKey> all() {
        return List.copyOf(keys.values());
    }

    @Override
    public boolean changeSecret(ApiKey rotated) {
        return keys.computeIfPresent(rotated.id(), (id, key) -> key.revokedAt() == null ? rotated : key) == rotated;
    }

    @Override
    public boolean revoke(String id, Instant at) {
        ApiKey key = keys.get(id);
        if (key == null || key.revokedAt() != null) {
            return false;
        }
        keys.put(id, copy(key, at, key.lastUsedAt()));
        return true;
    }

    @Override
    public void markUsed(String id, Instant at) {
        keys.computeIfPresent(id, (same, key) -> copy(key, key.revokedAt(), at));
    }

    private static ApiKey copy(ApiKey key, Instant revokedAt, Instant lastUsedAt) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.scopes(),
                key.hash(),
                key.formerHash(),
                key.formerUntil(),
                key.createdBy(),
                key.createdAt(),
                key.expiresAt(),
                revokedAt,
                lastUsedAt);
    }
}
