package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which user somebody is whom an identity provider has identified. */
class LinkedUsersTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final LinkedIdentity ANN = new LinkedIdentity("https://login.example.com", "1");
    private static final LinkedIdentity OTHER = new LinkedIdentity("https://login.example.com", "2");
    private static final Map<String, Object> CLAIMS =
            Map.of("email", "Ann@example.com", "email_verified", true, "name", "Ann");
    private static final RoleClaim ROLES = new RoleClaim(
            "groups", Map.of(AccessRole.ADMIN, Set.of("bosses"), AccessRole.MARKETER, Set.of("crm")), null);

    private final AccessInMemory memory = new AccessInMemory();

    private User logIn(RoleClaim roles, LinkedIdentity identity, Map<String, Object> claims) {
        return new LinkedUsers(
                        memory.userPort(), memory.sessionPort(), roles, new SecureRandom(), InstantSource.fixed(NOW))
                .logIn(identity, claims);
    }

    private User logIn(LinkedIdentity identity, Map<String, Object> claims) {
        return logIn(new RoleClaim(null, Map.of(), AccessRole.VIEWER), identity, claims);
    }

    private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        var all = new java.util.HashMap<>(claims);
        all.put(name, value);
        return all;
    }

    @Test
    void theFirstLogInAddsTheUserAndTheNextOnesFindIt() {
        User first = logIn(ANN, CLAIMS);
        assertThat(first.email()).isEqualTo("ann@example.com");
        assertThat(first.name()).isEqualTo("Ann");
        assertThat(first.identity()).isEqualTo(ANN);
        assertThat(first.passwordHash()).isNull();

        User again = logIn(ANN, Map.of("email", "married@example.com", "email_verified", true, "name", "Ann B."));
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.email()).isEqualTo("ann@example.com");
        assertThat(again.name()).isEqualTo("Ann B.");
        assertThat(memory.users).hasSize(1);
    }

    @Test
    void anAddressNeverLeadsToTheAccountOfSomebodyElse() {
        User owner = new User("user-0", "ann@example.com", "Ann", AccessRole.ADMIN, "hash", null, false, "x", NOW);
        memory.users.put(owner.id(), owner);

        User first = logIn(ANN, CLAIMS);
        User second = logIn(OTHER, CLAIMS);

        assertThat(Set.of(first.id(), second.id(), owner.id())).hasSize(3);
        assertThat(first.email()).matches("ann@example\\.com~[0-9a-f]{12}");
        assertThat(second.email()).matches("ann@example\\.com~[0-9a-f]{12}").isNotEqualTo(first.email());
        assertThat(memory.users.get("user-0")).isEqualTo(owner);
        assertThat(first.role()).isEqualTo(AccessRole.VIEWER);
    }

    @ParameterizedTest
    @CsvSource({
        // Not verified, or not an address, or chosen by the person.
        "email, ann@example.com, false",
        "email, ann, true",
        "email, ann~ann@example.com, true",
        "email, 'ann @example.com', true",
        "preferred_username, root@example.com, true",
        "nickname, ann@example.com, true",
    })
    void onlyAVerifiedAddressIsTakenAsItIs(String claim, String value, boolean verified) {
        User user = logIn(ANN, Map.of(claim, value, "email_verified", verified));
        assertThat(user.email()).matches("[^~]+~[0-9a-f]{12}").doesNotContain(" ");
    }

    @Test
    void theClaimDecidesAboutTheRoleAtEachLogIn() {
        assertThat(logIn(ROLES, ANN, with(CLAIMS, "groups", List.of("staff", "crm")))
                        .role())
                .isEqualTo(AccessRole.MARKETER);
        assertThat(logIn(ROLES, ANN, with(CLAIMS, "groups", List.of("crm", "bosses")))
                        .role())
                .isEqualTo(AccessRole.ADMIN);
        assertThat(logIn(ROLES, ANN, with(CLAIMS, "groups", "crm")).role()).isEqualTo(AccessRole.MARKETER);
        assertThat(memory.users.values()).extracting(User::role).containsExactly(AccessRole.MARKETER);
    }

    @Test
    void whoHasNoRoleStaysOutAndIsOutEverywhere() {
        assertThatThrownBy(() -> logIn(ROLES, ANN, with(CLAIMS, "groups", List.of("staff"))))
                .isInstanceOf(IdentityRefusedException.class);
        assertThat(memory.users).isEmpty();

        User user = logIn(ROLES, ANN, with(CLAIMS, "groups", List.of("crm")));
        memory.sessionPort().add(new Session("hash", user.id(), NOW, NOW));
        assertThatThrownBy(() -> logIn(ROLES, ANN, CLAIMS)).isInstanceOf(IdentityRefusedException.class);
        assertThat(memory.sessions).isEmpty();
    }

    @Test
    void aDisabledUserStaysOut() {
        User user = logIn(ANN, CLAIMS);
        memory.users.put(
                user.id(),
                new User(user.id(), user.email(), "Ann", user.role(), null, ANN, true, user.createdBy(), NOW));
        assertThatThrownBy(() -> logIn(ANN, CLAIMS))
                .isInstanceOf(IdentityRefusedException.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void withoutAClaimAdministratorsDecideAfterTheFirstLogIn() {
        User user = logIn(ANN, CLAIMS);
        memory.users.put(user.id(), user.with("Ann", AccessRole.OPERATOR));
        assertThat(logIn(ANN, CLAIMS).role()).isEqualTo(AccessRole.OPERATOR);
    }

    @ParameterizedTest
    @CsvSource({
        "realm_access.roles, true",
        "https://example.com/roles, true",
        "realm_access, false",
        "other.roles, false"
    })
    void aClaimIsFoundByItsNameOrItsPath(String name, boolean found) {
        Map<String, Object> claims =
                Map.of("realm_access", Map.of("roles", List.of("crm")), "https://example.com/roles", List.of("crm"));
        var roles = new RoleClaim(name, Map.of(AccessRole.MARKETER, Set.of("crm")), null);
        assertThat(roles.roleIn(claims).isPresent()).isEqualTo(found);
    }

    @Test
    void anIdentityIsReadAsItWasWritten() {
        LinkedIdentity identity = new LinkedIdentity("https://login.example.com", "auth0|a b");
        assertThat(LinkedIdentity.of(identity.text())).isEqualTo(identity);
        assertThatThrownBy(() -> new LinkedIdentity("https://a b", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LinkedIdentity("https://a", " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
