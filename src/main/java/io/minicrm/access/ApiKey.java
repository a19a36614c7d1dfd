package io.minicrm.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key with which a program uses the API. Its secret is not stored, only a hash of it.
 *
 * @param id part of the token; {@value #OWNER} is the key of the installation's owner
 * @param name what it is used for, for people
 * @param scopes what it may do
 * @param hash SHA-256 of the secret, in hexadecimal
 * @param formerHash the hash of the secret before the last rotation; null if there is none
 * @param formerUntil until when the former secret is accepted; null with {@code formerHash}
 * @param createdBy the name of the principal that created it
 * @param expiresAt when it ends to be accepted; null: never
 * @param revokedAt when it was revoked; null if it was not
 * @param lastUsedAt when it was last used, to the minute; null if it never was
 */
public record ApiKey(
        String id,
        String name,
        Set<Scope> scopes,
        String hash,
        @Nullable String formerHash,
        @Nullable Instant formerUntil,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    /** The id of the key that every installation has from its first start. */
    public static final String OWNER = "owner";

    /** The longest name, in UTF-16 units. */
    public static final int MAX_NAME_LENGTH = 100;

    public ApiKey {
        scopes = Set.copyOf(scopes);
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** True while requests with the key are accepted. */
    public boolean isValid(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** Who makes the requests with this key. */
    public Principal principal() {
        // The owner has every scope, also those that are newer than the key.
        return id.equals(OWNER) ? Principal.OWNER : new Principal("key:" + name, scopes);
    }

    /** The key with another secret; the present one is accepted until the given time. */
    ApiKey rotated(String newHash, Instant presentUntil) {
        return new ApiKey(
                id,
                name,
                scopes,
                newHash,
                hash,
                presentUntil.truncatedTo(ChronoUnit.MILLIS),
                createdBy,
                createdAt,
                expiresAt,
                revokedAt,
                lastUsedAt);
    }
}
