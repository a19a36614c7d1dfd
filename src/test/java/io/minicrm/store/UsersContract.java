package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.User;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's users. */
public abstract class UsersContract {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123Z");

    private final String id = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private User user(String suffix, AccessRole role, boolean disabled, @Nullable String hash) {
        return new User(
                id + suffix, id + suffix + "@example.com", "Ann Ölçer", role, hash, null, disabled, "owner", NOW);
    }

    private User user(String suffix) {
        return user(suffix, AccessRole.MARKETER, false, "{x}hash");
    }

    @Test
    void aUserIsFoundByIdAndAddressAsAdded() {
        assertThat(store().users().find(id + "a")).isEmpty();
        assertThat(store().users().add(user("a"))).isTrue();
        User withoutPassword = user("b", AccessRole.VIEWER, true, null);
        assertThat(store().users().add(withoutPassword)).isTrue();

        assertThat(store().users().find(id + "a")).contains(user("a"));
        assertThat(store().users().findByEmail(id + "b@example.com")).contains(withoutPassword);
        assertThat(store().users().findByEmail(id + "c@example.com")).isEmpty();
    }

    @Test
    void idsAndAddressesAreUnique() {
        User first = user("a");
        store().users().add(first);
        User sameAddress = new User(id + "b", first.email(), "B", AccessRole.ADMIN, null, null, false, "owner", NOW);
        User sameId =
                new User(first.id(), "other" + first.email(), "B", AccessRole.ADMIN, null, null, false, "owner", NOW);

        assertThat(store().users().add(sameAddress)).isFalse();
        assertThat(store().users().add(sameId)).isFalse();
        assertThat(store().users().find(first.id())).contains(first);
        assertThat(store().users().find(id + "b")).isEmpty();
    }

    private User linked(String suffix, LinkedIdentity identity) {
        return new User(
                id + suffix,
                id + suffix + "@example.com",
                "Ann",
                AccessRole.VIEWER,
                null,
                identity,
                false,
                "oidc",
                NOW);
    }

    @Test
    void aUserIsFoundByTheIdentityWhichIsUnique() {
        LinkedIdentity ann = new LinkedIdentity("https://login.example.com/" + id, "Ann Ölçer|1");
        LinkedIdentity elsewhere = new LinkedIdentity("https://other.example.com/" + id, ann.subject());
        assertThat(store().users().findByIdentity(ann)).isEmpty();

        assertThat(store().users().add(linked("a", ann))).isTrue();
        assertThat(store().users().add(linked("b", ann))).isFalse();
        assertThat(store().users().add(linked("c", elsewhere))).isTrue();
        // Any number of users have none.
        assertThat(store().users().add(user("d"))).isTrue();
        assertThat(store().users().add(user("e"))).isTrue();

        assertThat(store().users().findByIdentity(ann)).contains(linked("a", ann));
        assertThat(store().users().findByIdentity(elsewhere)).contains(linked("c", elsewhere));
        assertThat(store().users().list(id, 9)).contains(linked("a", ann));
        assertThat(store().users().replace(linked("a", ann))).isTrue();
        assertThat(store().users().findByIdentity(ann)).contains(linked("a", ann));
    }

    @Test
    void nameAndRoleAreRefreshedUnlessTheUserIsDisabled() {
        store().users().add(user("a", AccessRole.ADMIN, false, "{x}hash"));
        store().users().add(user("b", AccessRole.ADMIN, true, null));

        assertThat(store().users().refresh(id + "a", "Anna", AccessRole.VIEWER)).isTrue();
        assertThat(store().users().refresh(id + "b", "Bob", AccessRole.VIEWER)).isFalse();
        assertThat(store().users().refresh(id + "z", "Zoe", AccessRole.VIEWER)).isFalse();

        User refreshed = store().users().find(id + "a").orElseThrow();
        assertThat(refreshed.name()).isEqualTo("Anna");
        assertThat(refreshed.role()).isEqualTo(AccessRole.VIEWER);
        assertThat(refreshed.passwordHash()).isEqualTo("{x}hash");
        assertThat(store().users().find(id + "b")).contains(user("b", AccessRole.ADMIN, true, null));
    }

    @Test
    void usersAreListedInPagesByAddress() {
        store().users().add(user("c"));
        store().users().add(user("a"));
        store().users().add(user("b"));

        assertThat(store().users().list(id, 2)).containsExactly(user("a"), user("b"));
        assertThat(store().users().list(id + "b@example.com", 1)).containsExactly(user("c"));
        assertThat(store().users().list(null, 1)).hasSize(1);
    }

    @Test
    void aUserIsReplacedExceptForItsAddress() {
        store().users().add(user("a"));
        User changed = user("a", AccessRole.OPERATOR, true, null);

        assertThat(store().users().replace(changed)).isTrue();
        assertThat(store().users().replace(user("z"))).isFalse();
        assertThat(store().users().find(id + "a")).contains(changed);
    }

    @Test
    void aDeletedUserIsGoneAndMayBeAddedAgain() {
        store().users().add(user("a"));

        assertThat(store().users().delete(id + "a")).isTrue();
        assertThat(store().users().delete(id + "a")).isFalse();
        assertThat(store().users().findByEmail(id + "a@example.com")).isEmpty();
        assertThat(store().users().add(user("a"))).isTrue();
    }

    @Test
    void onlyAdministratorsWhoAreNotDisabledAreCounted() {
        long before = store().users().countActiveAdmins();
        store().users().add(user("a", AccessRole.ADMIN, false, null));
        store().users().add(user("b", AccessRole.ADMIN, true, null));
        store().users().add(user("c"));

        assertThat(store().users().countActiveAdmins()).isEqualTo(before + 1);
        store().users().delete(id + "a");
        assertThat(store().users().countActiveAdmins()).isEqualTo(before);
    }
}
