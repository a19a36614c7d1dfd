package io.minicrm.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Links that work once: the first run's, with which the first administrator is made, and those of the owner, who
 * logs in without a password. They are kept in the memory of the process that made them, and end with it. Thread-safe.
 */
public final class OneTimeLinks {

    /** How long a link works. */
    public static final Duration VALIDITY = Duration.ofMinutes(15);

    private static final int SECRET_BYTES = 32;
    private static final int MOST_LINKS = 100;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<String, Link> links = new HashMap<>();

    /** @param random unpredictable: a {@link java.security.SecureRandom} */
    public OneTimeLinks(RandomGenerator random, InstantSource clock) {
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

        /**
         * The fragment of the address of a page. Browsers do not send it, so no log on the way contains it.
         *
         * @param secret of a link
         */
        public String fragment(String secret) {
            return "#" + parameter + "=" + secret;
        }
    }

    private record Link(Purpose purpose, Instant until) {}

    /** The secret of a new link. */
    public synchronized String create(Purpose purpose) {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.until()));
        if (links.size() >= MOST_LINKS) {
            throw new TooManyRequestsException(VALIDITY);
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        links.put(secret, new Link(purpose, now.plus(VALIDITY)));
        return secret;
    }

    /**
     * Checks a link without using it up.
     *
     * @throws LogInRefusedException if it does not work
     */
    public synchronized void require(Purpose purpose, String secret) {
        Link link = links.get(secret);
        if (link == null || link.purpose() != purpose || !clock.instant().isBefore(link.until())) {
            throw LogInRefusedException.link();
        }
    }

    /**
     * Uses a link up.
     *
     * @throws LogInRefusedException if it does not work
     */
    public synchronized void use(Purpose purpose, String secret) {
        require(purpose, secret);
        links.remove(secret);
    }
}
