package io.minicrm.access;

import io.minicrm.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Begins, checks and ends sessions. Thread-safe. Each check asks the store for the session and its user, so that one
 * who is disabled is out at once, in all processes.
 */
public final class SessionKeeper {

    private static final int ID_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

    private final Sessions sessions;
    private final Users users;
    private final RandomGenerator random;
    private final InstantSource clock;

    /** @param random unpredictable: a {@link java.security.SecureRandom} */
    public SessionKeeper(Sessions sessions, Users users, RandomGenerator random, InstantSource clock) {
        this.sessions = sessions;
        this.users = users;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A new session with its id, which cannot be read again.
     *
     * @param id for the cookie
     */
    public record Begun(String id, Session session) {

        /** Without the id, because logs must not show it. */
        @Override
        public String toString() {
            return "Begun[userId=%s]".formatted(session.userId());
        }
    }

    /** A session and who it belongs to. */
    public record Current(Session session, Principal principal) {}

    /** @param userId the id of a user, or {@link ApiKey#OWNER} */
    public Begun begin(String userId) {
        Instant now = clock.instant();
        sessions.deleteOlder(now.minus(Session.LONGEST), now.minus(Session.IDLE));
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(hash(id), userId, now, now);
        sessions.add(session);
        return new Begun(id, session);
    }

    /** Who uses a session; notes the use. Empty if the id is of no session that goes on. */
    public Optional<Current> use(String id) {
        Optional<Current> current = find(id);
        Instant now = clock.instant();
        current.map(Current::session)
                .filter(session -> session.seenAt().plus(USE_IS_NOTED_EVERY).isBefore(now))
                .ifPresent(session -> sessions.markUsed(session.hash(), now));
        return current;
    }

    /** As {@link #use}, but does not count as a use: an open page that only listens must not prolong a session. */
    public Optional<Current> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return sessions.find(hash(id))
                .filter(session -> now.isBefore(session.endsAt()))
                .flatMap(session -> principal(session.userId()).map(principal -> new Current(session, principal)));
    }

    private Optional<Principal> principal(String userId) {
        return userId.equals(ApiKey.OWNER)
                ? Optional.of(Principal.OWNER)
                : users.find(userId).filter(user -> !user.disabled()).map(User::principal);
    }

    /** Ends a session, if there is one. */
    public void end(String id) {
        sessions.end(hash(id));
    }

    /** Ends all sessions of a user. */
    public void endAllOf(String userId) {
        sessions.endAllOf(userId);
    }

    /**
     * What a page has to send with each change, to prove that it is one of ours: only they can read the cookie that
     * contains it. It follows from the id of the session, so a stranger can neither know nor choose it.
     */
    public static String forgeryToken(String id) {
        return hash("forgery token of " + id);
    }

    /** Compares in constant time. */
    public static boolean isForgeryToken(String token, String id) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), forgeryToken(id).getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
