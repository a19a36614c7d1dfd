package io.minicrm.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A person who may log in.
 *
 * @param id the key; another than {@link ApiKey#OWNER}
 * @param email in lower case; unique, and never changed, because the audit log names users by it. {@link LinkedUsers}
 *     says which one somebody has whom an identity provider logs in
 * @param role what the user may do
 * @param passwordHash as {@link PasswordHashes} makes it; null if the user cannot log in with a password
 * @param identity who this is at the identity provider, which logs the user in; null if it does not. Never changed
 * @param disabled whether the user can no longer log in
 * @param createdBy the name of the principal that added the user
 */
public record User(
        String id,
        String email,
        String name,
        AccessRole role,
        @Nullable String passwordHash,
        @Nullable LinkedIdentity identity,
        boolean disabled,
        String createdBy,
        Instant createdAt) {

    /** The longest e-mail address, in UTF-16 units, as SMTP limits it. */
    public static final int MAX_EMAIL_LENGTH = 254;

    /** The longest name, in UTF-16 units. */
    public static final int MAX_NAME_LENGTH = 100;

    public User {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The form in which addresses are compared. */
    public static String emailOf(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** The name of the principal that the user with this address is. */
    public static String principalName(String email) {
        return "user:" + email;
    }

    /** Who makes the requests of this user. */
    public Principal principal() {
        return new Principal(principalName(email), role.scopes(), role);
    }

    /** The same user with another name and role. */
    User with(String newName, AccessRole newRole) {
        return new User(id, email, newName, newRole, passwordHash, identity, disabled, createdBy, createdAt);
    }

    boolean isActiveAdmin() {
        return role == AccessRole.ADMIN && !disabled;
    }

    /** Without the hash, because logs must not show it. */
    @Override
    public String toString() {
        return "User[id=%s, email=%s, role=%s, disabled=%b]".formatted(id, email, role, disabled);
    }
}
