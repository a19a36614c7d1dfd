package io.minicrm.access;

import io.minicrm.text.Excerpt;
import io.minicrm.text.Sha256;
import io.minicrm.text.StoredText;
import io.minicrm.text.TimeSortedId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The users whom an identity provider logs in. Thread-safe.
 *
 * <p>A user is found by the {@link LinkedIdentity} and by nothing else. In particular, an address that the provider
 * reports never leads to a user who has that address already: a provider, or a person who may choose the address there,
 * could take over any account otherwise.
 *
 * <p>The first log-in adds the user. The audit log names users by their address, so it is unique and stays what it was
 * at first. It is the address in the claims if the provider has verified it and no user has it. Otherwise it is marked
 * with a part of a hash: {@code ann@example.com~1f9c2a7b03de}.
 */
public final class LinkedUsers {

    /** The name of a principal that the provider did not identify. */
    public static final String UNKNOWN = "oidc:unknown";

    private static final int MARK_DIGITS = 12;
    private static final String MARK = "~";
    private static final Pattern UNUSABLE = Pattern.compile("[\\s\\p{Cntrl}~]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final Users users;
    private final Sessions sessions;
    private final RoleClaim roles;
    private final RandomGenerator random;
    private final InstantSource clock;

    public LinkedUsers(Users users, Sessions sessions, RoleClaim roles, RandomGenerator random, InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.roles = roles;
        this.random = random;
        this.clock = clock;
    }

    /** The name of the principal for somebody with this identity, user or not. */
    public String principalName(LinkedIdentity identity) {
        return users.findByIdentity(identity)
                .map(user -> User.principalName(user.email()))
                .orElseGet(() -> "oidc:" + identity.subject());
    }

    /**
     * The user with this identity, with the name and the role that the provider says.
     *
     * @param claims of a token that has been verified
     * @throws IdentityRefusedException if the person has no role, or is a user who is disabled
     */
    public User logIn(LinkedIdentity identity, Map<String, Object> claims) {
        Optional<AccessRole> role = roles.roleIn(claims);
        User user = users.findByIdentity(identity).orElse(null);
        if (user == null) {
            return add(identity, claims, role.orElseThrow(IdentityRefusedException::withoutRole));
        }
        if (user.disabled()) {
            throw IdentityRefusedException.disabled();
        }
        if (!roles.decides()) {
            return refreshed(user, nameIn(claims, user.name()), user.role());
        }
        if (role.isEmpty()) {
            // Nobody who has lost access may go on in another browser.
            sessions.endAllOf(user.id());
            throw IdentityRefusedException.withoutRole();
        }
        return refreshed(user, nameIn(claims, user.name()), role.get());
    }

    private User refreshed(User user, String name, AccessRole role) {
        if (name.equals(user.name()) && role == user.role()) {
            return user;
        }
        // Somebody may be disabling or deleting the user at the same moment.
        if (!users.refresh(user.id(), name, role)) {
            throw IdentityRefusedException.disabled();
        }
        return user.with(name, role);
    }

    private User add(LinkedIdentity identity, Map<String, Object> claims, AccessRole role) {
        String address = addressIn(claims, identity);
        String name = nameIn(claims, address);
        if (isVerified(address, claims)) {
            User user = newUser(address, name, role, identity);
            if (users.add(user)) {
                return user;
            }
        }
        User user = newUser(marked(address, identity), name, role, identity);
        if (users.add(user)) {
            return user;
        }
        // The same person in two browsers at once.
        return users.findByIdentity(identity)
                .filter(present -> !present.disabled())
                .orElseThrow(IdentityRefusedException::disabled);
    }

    private User newUser(String email, String name, AccessRole role, LinkedIdentity identity) {
        return new User(
                TimeSortedId.next("user-", clock.instant(), random),
                email,
                name,
                role,
                null,
                identity,
                false,
                "oidc",
                clock.instant());
    }

    private static boolean isVerified(String address, Map<String, Object> claims) {
        return Boolean.TRUE.equals(claims.get("email_verified"))
                && claims.get("email") instanceof String email
                && User.emailOf(email).equals(address)
                && UserOrder.isEmail(address);
    }

    private static String addressIn(Map<String, Object> claims, LinkedIdentity identity) {
        return Optional.ofNullable(text(claims, "email"))
                .or(() -> Optional.ofNullable(text(claims, "preferred_username")))
                .map(User::emailOf)
                .map(LinkedUsers::withoutMarks)
                .map(address -> Excerpt.start(address, User.MAX_EMAIL_LENGTH - MARK_DIGITS - MARK.length()))
                .orElseGet(() -> withoutMarks(identity.subject()));
    }

    /** So that nobody can choose an address that looks like a marked one. */
    private static String withoutMarks(String address) {
        return UNUSABLE.matcher(address).replaceAll("-");
    }

    private static String marked(String address, LinkedIdentity identity) {
        byte[] hash = Sha256.newDigest().digest(identity.text().getBytes(StandardCharsets.UTF_8));
        return address + MARK + HexFormat.of().formatHex(hash).substring(0, MARK_DIGITS);
    }

    private static String nameIn(Map<String, Object> claims, String otherwise) {
        String name = text(claims, "name");
        return Excerpt.start(name == null ? otherwise : name, User.MAX_NAME_LENGTH);
    }

    /** A claim on one line; null if there is none that can be stored. */
    private static @Nullable String text(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof String text && StoredText.isWellFormed(text)) {
            String line = CONTROL.matcher(text).replaceAll(" ").strip();
            return line.isEmpty() ? null : line;
        }
        return null;
    }
}
