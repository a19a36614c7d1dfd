package io.minicrm.access;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Users and sessions as a store keeps them. */
final class AccessInMemory {

    final Map<String, User> users = new TreeMap<>();
    final Map<String, Session> sessions = new TreeMap<>();

    /** Hashes that take no time; counts the checks. */
    static final class Hashes implements PasswordHashes {

        int checks;

        @Override
        public String hash(String password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(String password, @Nullable String hash) {
            checks++;
            return hash(password).equals(hash);
        }
    }

    Users userPort() {
        return new Users() {
            @Override
            public boolean add(User user) {
                return findByEmail(user.email()).isEmpty()
                        && (user.identity() == null
                                || findByIdentity(user.identity()).isEmpty())
                        && users.putIfAbsent(user.id(), user) == null;
            }

            @Override
            public Optional<User> find(String id) {
                return Optional.ofNullable(users.get(id));
            }

            @Override
            public Optional<User> findByEmail(String email) {
                return users.values().stream()
                        .filter(user -> user.email().equals(email))
                        .findFirst();
            }

            @Override
            public Optional<User> findByIdentity(LinkedIdentity identity) {
                return users.values().stream()
                        .filter(user -> identity.equals(user.identity()))
                        .findFirst();
            }

            @Override
            public boolean refresh(String id, String name, AccessRole role) {
                return users.computeIfPresent(id, (key, user) -> user.disabled() ? user : user.with(name, role)) != null
                        && !users.get(id).disabled();
            }

            @Override
            public List<User> list(@Nullable String afterEmail, int limit) {
                return users.values().stream()
                        .sorted(Comparator.comparing(User::email))
                        .filter(user -> afterEmail == null || user.email().compareTo(afterEmail) > 0)
                        .limit(limit)
                        .toList();
            }

            @Override
            public boolean replace(User user) {
                return users.replace(user.id(), user) != null;
            }

            @Override
            public boolean delete(String id) {
                return users.remove(id) != null;
            }

            @Override
            public long countActiveAdmins() {
                return users.values().stream().filter(User::isActiveAdmin).count();
            }
        };
    }

    Sessions sessionPort() {
        return new Sessions() {
            @Override
            public void add(Session session) {
                sessions.put(session.hash(), session);
            }

            @Override
            public Optional<Session> find(String hash) {
                return Optional.ofNullable(sessions.get(hash));
            }

            @Override
            public void markUsed(String hash, Instant at) {
                sessions.computeIfPresent(
                        hash, (key, session) -> new Session(key, session.userId(), session.createdAt(), at));
            }

            @Override
            public boolean end(String hash) {
                return sessions.remove(hash) != null;
            }

            @Override
            public void endAllOf(String userId) {
                sessions.values().removeIf(session -> session.userId().equals(userId));
            }

            @Override
            public void deleteOlder(Instant createdBefore, Instant seenBefore) {
                sessions.values()
                        .removeIf(session -> session.createdAt().isBefore(createdBefore)
                                || session.seenAt().isBefore(seenBefore));
            }
        };
    }
}
