package io.minicrm.access;

import io.minicrm.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Links that work once: the first run's, with which the first administrator is made, and those of the owner, who
 * logs in without a password. The store keeps their hashes, so any process accepts the links of the others. There, a
 * link is a session of nobody: it is found and ended like one, and no id of a user is like that of its purpose.
 * Thread-safe.
 */
public final class OneTimeLinks {

    /** How long a link works. */
    public static final Duration VALIDITY = Duration.ofMinutes(15);

    private static final int SECRET_BYTES = 32;

    private final Sessions sessions;
    private final RandomGenerator random;
    private final InstantSource clock;

    /** @param random unpredictable: a {@link java.security.SecureRandom} */
    public OneTimeLinks(Sessions sessions, RandomGenerator random, InstantSource clock) {
        this.sessions = sessions;
        this.random = random;
        this.clock = clock;
    }

    /** What a link is for. */
    public enum Purpose {
        /** Makes the first administrator. */
        SETUP("setup"),
        /** Logs the owner in. */
        LOG_IN("link");

        private final String parameter;

        Purpose(String parameter) {
            this.parameter = parameter;
        }

        /** In the place of the user. Ids of users have no space. */
        private String owner() {
            return "link for " + parameter;
        }

        /**
         * The fragment of the address of a page. Browsers do not send it, so no log on the way contains it.
         *
         * @param secret of a link
         */
        public String fragment(String secret) {
            return "#" + parameter + "=" + secret;
        }
    }

    /** The secret of a new link. */
    public String create(Purpose purpose) {
        Instant now = clock.instant();
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.add(new Session(hash(secret), purpose.owner(), now, now));
        return secret;
    }

    /**
     * Checks a link without using it up.
     *
     * @throws LogInRefusedException if it does not work
     */
    public void require(Purpose purpose, String secret) {
        Instant now = clock.instant();
        boolean works = sessions.find(hash(secret))
                .filter(link -> link.userId().equals(purpose.owner()))
                .filter(link -> now.isBefore(link.createdAt().plus(VALIDITY)))
                .isPresent();
        if (!works) {
            throw LogInRefusedException.link();
        }
    }

    /**
     * Uses a link up. Of several uses at once, also in several processes, one succeeds.
     *
     * @throws LogInRefusedException if it does not work
     */
    public void use(Purpose purpose, String secret) {
        require(purpose, secret);
        if (!sessions.end(hash(secret))) {
            throw LogInRefusedException.link();
        }
    }

    private static String hash(String secret) {
        byte[] text = ("link " + secret).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Sha256.newDigest().digest(text));
    }
}
