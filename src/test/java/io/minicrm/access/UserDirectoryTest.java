package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserDirectoryTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final String PASSWORD = "correct horse battery";

    private final AccessInMemory store = new AccessInMemory();
    private final UserDirectory directory = new UserDirectory(
            store.userPort(), store.sessionPort(), new AccessInMemory.Hashes(), new SecureRandom(), () -> NOW);

    private User add(String email, AccessRole role) {
        return directory.create(new UserOrder(email, "Somebody", role, PASSWORD), "owner");
    }

    private void logIn(User user) {
        store.sessionPort().add(new Session("of " + user.email(), user.id(), NOW, NOW));
    }

    @Test
    void addressesAreStoredInLowerCaseAndTakenOnce() {
        assertThat(directory.isEmpty()).isTrue();
        User ann = add(" Ann@Example.COM ", AccessRole.VIEWER);

        assertThat(ann.email()).isEqualTo("ann@example.com");
        assertThat(ann.principal().name()).isEqualTo("user:ann@example.com");
        assertThat(directory.isEmpty()).isFalse();
        assertThatThrownBy(() -> add("ANN@example.com", AccessRole.ADMIN))
                .isInstanceOf(UserConflictException.class)
                .hasMessageContaining("ann@example.com");
    }

    @Test
    void theLastAdministratorIsNeitherDisabledNorDemotedNorDeleted() {
        User ann = add("ann@example.com", AccessRole.ADMIN);
        User bob = add("bob@example.com", AccessRole.ADMIN);
        logIn(ann);
        assertThat(directory.change(bob.id(), new UserChange(null, null, true, null)))
                .isPresent();

        assertThatThrownBy(() -> directory.change(ann.id(), new UserChange(null, null, true, null)))
                .isInstanceOf(UserConflictException.class)
                .hasMessageContaining("last administrator");
        assertThatThrownBy(() -> directory.change(ann.id(), new UserChange(null, AccessRole.VIEWER, null, null)))
                .isInstanceOf(UserConflictException.class);
        assertThatThrownBy(() -> directory.delete(ann.id())).isInstanceOf(UserConflictException.class);

        assertThat(store.users.get(ann.id())).isEqualTo(ann);
        assertThat(store.sessions).hasSize(1);
        assertThat(directory.delete(bob.id())).isTrue();
    }

    @Test
    void aNewPasswordAndBeingDisabledAndBeingDeletedEndAllSessionsOfTheUser() {
        add("root@example.com", AccessRole.ADMIN);
        User ann = add("ann@example.com", AccessRole.MARKETER);
        User bob = add("bob@example.com", AccessRole.MARKETER);
        logIn(bob);

        logIn(ann);
        directory.change(ann.id(), UserChange.ofPassword("another password"));
        assertThat(store.sessions.keySet()).containsExactly("of bob@example.com");
        assertThat(store.users.get(ann.id()).passwordHash()).isEqualTo("hash of another password");

        logIn(ann);
        directory.change(ann.id(), new UserChange("Ann", AccessRole.VIEWER, null, null));
        assertThat(store.sessions).hasSize(2);
        directory.change(ann.id(), new UserChange(null, null, true, null));
        assertThat(store.sessions.keySet()).containsExactly("of bob@example.com");

        directory.delete(bob.id());
        assertThat(store.sessions).isEmpty();
        assertThat(directory.delete(bob.id())).isFalse();
        assertThat(directory.change(bob.id(), new UserChange("B", null, null, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ann, Ann, correct horse battery, email",
        "a b@example.com, Ann, correct horse battery, email",
        "ann@example.com, ' ', correct horse battery, name",
        "ann@example.com, Ann, short, password",
        "ann@example.com, Ann, '                 ', password"
    })
    void aUserThatCannotBeAddedIsRefusedWithTheField(String email, String name, String password, String field) {
        assertThatThrownBy(() -> new UserOrder(email, name, AccessRole.VIEWER, password))
                .isInstanceOfSatisfying(
                        InvalidUserException.class,
                        invalid -> assertThat(invalid.problem().field()).isEqualTo(field))
                .hasMessageNotContaining("horse");
    }

    @Test
    void passwordsHaveALongestLengthInBytes() {
        assertThat(UserChange.ofPassword("ü".repeat(512)).password()).hasSize(512);
        assertThatThrownBy(() -> UserChange.ofPassword("ü".repeat(513)))
                .isInstanceOf(InvalidUserException.class)
                .hasMessageContaining("1,024 bytes");
    }
}
