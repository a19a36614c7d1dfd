package io.minicrm.access;

import io.minicrm.text.TimeSortedId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Adds, changes and deletes users. Thread-safe.
 *
 * <p>One administrator always remains. Two administrators may disable each other at the same moment, in two processes;
 * so a change is made first, and undone if nobody is left. Then both are refused, and neither is lost.
 */
public final class UserDirectory {

    private final Users users;
    private final Sessions sessions;
    private final PasswordHashes hashes;
    private final RandomGenerator random;
    private final InstantSource clock;

    public UserDirectory(
            Users users, Sessions sessions, PasswordHashes hashes, RandomGenerator random, InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.hashes = hashes;
        this.random = random;
        this.clock = clock;
    }

    /** Whether there is no user at all. */
    public boolean isEmpty() {
        return users.list(null, 1).isEmpty();
    }

    /**
     * @param createdBy the name of the principal that asks for it
     * @throws UserConflictException if the address is taken
     */
    public User create(UserOrder order, String createdBy) {
        User user = new User(
                TimeSortedId.next("user-", clock.instant(), random),
                order.email(),
                order.name(),
                order.role(),
                hashes.hash(order.password()),
                null,
                false,
                createdBy,
                clock.instant());
        if (!users.add(user)) {
            throw UserConflictException.taken(order.email());
        }
        return user;
    }

    /**
     * Changes a user. A new password and being disabled end all sessions of the user.
     *
     * @return empty if there is no such user
     * @throws UserConflictException if no administrator would be left, or a password is given to somebody whom an
     *     identity provider logs in
     */
    public Optional<User> change(String id, UserChange change) {
        Optional<User> present = users.find(id);
        if (present.isEmpty()) {
            return Optional.empty();
        }
        User before = present.get();
        String password = change.password();
        if (password != null && before.identity() != null) {
            throw UserConflictException.withoutPassword(before.email());
        }
        User after = change.applyTo(before, password == null ? null : hashes.hash(password));
        if (!users.replace(after)) {
            return Optional.empty();
        }
        if (!after.isActiveAdmin()) {
            requireAdmin(before, () -> users.replace(before));
        }
        if (change.endsSessions()) {
            sessions.endAllOf(id);
        }
        return Optional.of(after);
    }

    /**
     * Deletes a user and ends all sessions.
     *
     * @return false if there is no such user
     * @throws UserConflictException if no administrator would be left
     */
    public boolean delete(String id) {
        Optional<User> present = users.find(id);
        if (present.isEmpty() || !users.delete(id)) {
            return false;
        }
        requireAdmin(present.get(), () -> users.add(present.get()));
        sessions.endAllOf(id);
        return true;
    }

    private void requireAdmin(User before, Runnable undo) {
        if (before.isActiveAdmin() && users.countActiveAdmins() == 0) {
            undo.run();
            throw UserConflictException.lastAdmin(before.email());
        }
    }
}
