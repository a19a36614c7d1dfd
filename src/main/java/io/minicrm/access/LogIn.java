package io.minicrm.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Checks addresses and passwords. Thread-safe.
 *
 * <p>Guessing is slow: after {@value #TRIES_PER_EMAIL} failures, an address is open for one more try each half minute,
 * and a client for one more each second after {@value #TRIES_PER_CLIENT} tries. Unknown users, disabled ones and wrong
 * passwords are refused alike, after the same work. Hashes are slow on purpose, so only a few are made at once.
 */
public final class LogIn {

    private static final int TRIES_PER_EMAIL = 10;
    private static final Duration EMAIL_RECOVERS_IN = Duration.ofSeconds(30);
    private static final int TRIES_PER_CLIENT = 100;
    private static final Duration CLIENT_RECOVERS_IN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Users users;
    private final PasswordHashes hashes;
    private final TokenBuckets byEmail;
    private final TokenBuckets byClient;
    private final Semaphore checks =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    public LogIn(Users users, PasswordHashes hashes, InstantSource clock) {
        this.users = users;
        this.hashes = hashes;
        this.byEmail = new TokenBuckets(TRIES_PER_EMAIL, EMAIL_RECOVERS_IN, clock);
        this.byClient = new TokenBuckets(TRIES_PER_CLIENT, CLIENT_RECOVERS_IN, clock);
    }

    /**
     * The user with this address and password.
     *
     * @param client where the request comes from, such as an IP address
     * @throws TooManyRequestsException if the address or the client has failed too often
     * @throws LogInRefusedException if there is no such user, the password is wrong, or the user is disabled
     */
    public User check(String email, String password, String client) {
        String address = User.emailOf(email);
        // Taken before the check, so that tries at the same time count, too.
        take(byClient, client);
        take(byEmail, address);
        if (address.length() > User.MAX_EMAIL_LENGTH || Passwords.isTooLong(password)) {
            throw new LogInRefusedException();
        }
        Optional<User> user = users.findByEmail(address);
        boolean matches = matches(password, user);
        if (!matches || user.orElseThrow().disabled()) {
            throw new LogInRefusedException();
        }
        byEmail.fill(address);
        return user.get();
    }

    private boolean matches(String password, Optional<User> user) {
        try {
            if (!checks.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyRequestsException(PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TooManyRequestsException(PATIENCE);
        }
        try {
            return hashes.matches(password, user.map(User::passwordHash).orElse(null));
        } finally {
            checks.release();
        }
    }

    private static void take(TokenBuckets buckets, String key) {
        // A key of any length must not fill the memory.
        String bounded = key.length() > User.MAX_EMAIL_LENGTH ? key.substring(0, User.MAX_EMAIL_LENGTH) : key;
        TokenBuckets.Taken taken = buckets.take(bounded, 1);
        if (!taken.granted()) {
            throw new TooManyRequestsException(taken.waiting());
        }
    }
}
