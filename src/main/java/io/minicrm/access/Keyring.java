package io.minicrm.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Creates, rotates, revokes and checks API keys. Thread-safe.
 *
 * <p>A key that was looked up is remembered for {@value #REMEMBERED_SECONDS} seconds, so that requests do not each ask
 * the store. So another process accepts a revoked key for as long.
 */
public final class Keyring {

    /** The longest time for which the former secret of a rotated key is accepted. */
    public static final Duration MAX_OVERLAP = Duration.ofDays(30);

    private static final int REMEMBERED_SECONDS = 5;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);
    private static final int ID_LENGTH = 10;
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final ApiKeys keys;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    /** @param random unpredictable: a {@link java.security.SecureRandom} */
    public Keyring(ApiKeys keys, RandomGenerator random, InstantSource clock) {
        this.keys = keys;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A key with its token, which cannot be read again.
     *
     * @param token what the program sends as {@code Authorization: Bearer …}
     */
    public record Issued(ApiKey key, String token) {

        /** Without the token, because logs must not show it. */
        @Override
        public String toString() {
            return "Issued[key=%s]".formatted(key.id());
        }
    }

    private record Remembered(@Nullable ApiKey key, Instant until) {}

    /** @param createdBy the name of the principal that asks for it */
    public Issued create(KeyOrder order, String createdBy) {
        while (true) {
            Issued issued = issue(newId(), order, createdBy);
            if (keys.add(issued.key())) {
                return issued;
            }
        }
    }

    /** A token that {@link #addOwner} accepts. */
    public String newOwnerToken() {
        return ApiToken.random(ApiKey.OWNER, random).text();
    }

    /** Whether this text has the form of an owner's token. */
    public static boolean isOwnerToken(String text) {
        return ApiToken.parse(text)
                .filter(token -> token.keyId().equals(ApiKey.OWNER))
                .isPresent();
    }

    public boolean hasOwner() {
        return keys.find(ApiKey.OWNER).isPresent();
    }

    /**
     * Gives the installation its owner's key, with this token; returns false if it has one already.
     *
     * @param token for which {@link #isOwnerToken} is true
     */
    public boolean addOwner(String token) {
        ApiToken parsed = ApiToken.parse(token).orElseThrow();
        remembered.remove(ApiKey.OWNER);
        return keys.add(key(parsed, new KeyOrder(ApiKey.OWNER, Set.of(Scope.values()), null), ApiKey.OWNER));
    }

    /**
     * Gives a key another secret.
     *
     * @param overlap for how long the present secret is still accepted; zero or more, at most {@link #MAX_OVERLAP}
     * @return empty if there is no such key, or it is revoked
     */
    public Optional<Issued> rotate(String id, Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException("overlap is %s; it must be between zero and 30 days".formatted(overlap));
        }
        Optional<ApiKey> present = keys.find(id);
        if (present.isEmpty()) {
            return Optional.empty();
        }
        ApiToken token = ApiToken.random(id, random);
        ApiKey rotated = present.get().rotated(token.hash(), clock.instant().plus(overlap));
        remembered.remove(id);
        return keys.changeSecret(rotated) ? Optional.of(new Issued(rotated, token.text())) : Optional.empty();
    }

    /** Revokes a key; returns false if there is no such key, or it is revoked already. */
    public boolean revoke(String id) {
        remembered.remove(id);
        return keys.revoke(id, clock.instant());
    }

    /** Who sends this token; empty if it is not, or no longer, accepted. */
    public Optional<Principal> authenticate(String token) {
        Optional<ApiToken> parsed = ApiToken.parse(token);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        ApiKey key = find(parsed.get().keyId(), now);
        if (key == null || !key.isValid(now) || !isSecretOf(key, parsed.get().hash(), now)) {
            return Optional.empty();
        }
        noteUse(key, now);
        return Optional.of(key.principal());
    }

    private @Nullable ApiKey find(String id, Instant now) {
        Remembered known = remembered.get(id);
        if (known != null && now.isBefore(known.until())) {
            return known.key();
        }
        ApiKey found = keys.find(id).orElse(null);
        if (remembered.size() >= MOST_REMEMBERED) {
            // Unknown ids are remembered, too; made-up ones must not fill the memory.
            remembered.clear();
        }
        remembered.put(id, new Remembered(found, now.plusSeconds(REMEMBERED_SECONDS)));
        return found;
    }

    private static boolean isSecretOf(ApiKey key, String hash, Instant now) {
        Instant formerUntil = key.formerUntil();
        String formerHash = key.formerHash();
        return isEqual(key.hash(), hash)
                || (formerHash != null
                        && formerUntil != null
                        && now.isBefore(formerUntil)
                        && isEqual(formerHash, hash));
    }

    /** In constant time, so that the time of an answer does not show how much of a secret is right. */
    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private void noteUse(ApiKey key, Instant now) {
        Instant last = key.lastUsedAt();
        if (last == null || last.plus(USE_IS_NOTED_EVERY).isBefore(now)) {
            keys.markUsed(key.id(), now);
            remembered.remove(key.id());
        }
    }

    private Issued issue(String id, KeyOrder order, String createdBy) {
        ApiToken token = ApiToken.random(id, random);
        return new Issued(key(token, order, createdBy), token.text());
    }

    private ApiKey key(ApiToken token, KeyOrder order, String createdBy) {
        return new ApiKey(
                token.keyId(),
                order.name(),
                order.scopes(),
                token.hash(),
                null,
                null,
                createdBy,
                clock.instant(),
                order.expiresAt(),
                null,
                null);
    }

    private String newId() {
        return random.ints(ID_LENGTH, 0, ID_CHARACTERS.length())
                .map(ID_CHARACTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
