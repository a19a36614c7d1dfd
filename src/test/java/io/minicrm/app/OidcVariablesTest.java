package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.AccessRole;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of the identity provider. */
class OidcVariablesTest {

    private static final Map<String, String> LEAST = Map.of(
            "OIDC_ISSUER", "https://login.example.com/realms/crm",
            "OIDC_CLIENT_ID", "mini-crm",
            "OIDC_CLIENT_SECRET", "hidden-value",
            "OIDC_DEFAULT_ROLE", "viewer");

    private static Settings with(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(LEAST);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.from(variables);
    }

    @Test
    void withoutAnIssuerPeopleLogInWithPasswords() {
        var logIn = Settings.from(Map.of()).logIn();
        assertThat(logIn.provider()).isNull();
        assertThat(logIn.acceptsPasswords()).isTrue();
    }

    @Test
    void theProviderHasAHostAsItsNameAndEverybodyADefaultRole() {
        var provider = with().access().oidc();
        assertThat(provider).isNotNull();
        assertThat(provider.name()).isEqualTo("login.example.com");
        assertThat(provider.scopes()).containsExactlyInAnyOrder("openid", "profile", "email");
        assertThat(provider.roles().roleIn(Map.of())).contains(AccessRole.VIEWER);
        assertThat(provider.roles().decides()).isFalse();
        assertThat(provider.toString()).doesNotContain("hidden-value");
    }

    @Test
    void aFormerSecretOpensCookiesAndNeedsThePresentOne() {
        var provider =
                with("OIDC_CLIENT_SECRET_PREVIOUS", "former-value").access().oidc();

        assertThat(provider.clientSecret()).isEqualTo("hidden-value");
        assertThat(provider.formerSecret()).isEqualTo("former-value");
        assertThat(provider.toString()).doesNotContain("former-value");
        assertThatThrownBy(() -> Settings.from(Map.of("OIDC_CLIENT_SECRET_PREVIOUS", "former-value")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("former-value");
    }

    @Test
    void rolesAreMapped() {
        var roles = with("OIDC_ROLES_CLAIM", "groups", "OIDC_ROLE_ADMIN", "a, /crm/b", "OIDC_ROLE_VIEWER", "c")
                .access()
                .oidc()
                .roles();
        assertThat(roles.values())
                .isEqualTo(Map.of(AccessRole.ADMIN, Set.of("a", "/crm/b"), AccessRole.VIEWER, Set.of("c")));
        assertThat(roles.roleIn(Map.of("groups", List.of("/crm/b")))).contains(AccessRole.ADMIN);
    }

    @Test
    void passwordsAreOffOnlyWithAnotherWayIn() {
        assertThat(with("PASSWORD_LOGIN", "off", "PUBLIC_URL", "https://crm.example.com")
                        .logIn()
                        .publicUrls())
                .containsExactly(URI.create("https://crm.example.com"));
        assertThat(with("PASSWORD_LOGIN", "off").logIn().acceptsPasswords()).isFalse();
        assertThatThrownBy(() -> Settings.from(Map.of("PASSWORD_LOGIN", "off")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("PASSWORD_LOGIN=off: leave it on, or set OIDC_ISSUER");
    }

    @Test
    void anIssuerOnThisMachineNeedsNoHttps() {
        assertThat(with("OIDC_ISSUER", "http://localhost:8081/realms/crm")
                        .access()
                        .oidc())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "OIDC_ISSUER, '', OIDC_ISSUER",
        "OIDC_ISSUER, http://login.example.com, OIDC_ISSUER",
        "OIDC_ISSUER, https://login.example.com?x=y, OIDC_ISSUER",
        "OIDC_ISSUER, https://user@login.example.com, OIDC_ISSUER",
        "OIDC_ISSUER, login.example.com, OIDC_ISSUER",
        "OIDC_CLIENT_ID, '', OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET, '', OIDC_CLIENT_SECRET",
        "OIDC_DEFAULT_ROLE, '', OIDC_DEFAULT_ROLE",
        "OIDC_DEFAULT_ROLE, king, OIDC_DEFAULT_ROLE",
        "OIDC_SCOPES, profile email, OIDC_SCOPES",
        "OIDC_ROLES_CLAIM, groups, OIDC_ROLES_CLAIM",
        "OIDC_ROLE_ADMIN, crm-admins, OIDC_ROLE_ADMIN",
        "MINI_CRM_AUTH, off, MINI_CRM_AUTH",
        "PASSWORD_LOGIN, no, PASSWORD_LOGIN",
    })
    void whatCannotWorkIsRefusedAtTheStart(String variable, String value, String named) {
        assertThatThrownBy(() -> with(variable, value))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith(named)
                .doesNotContain("hidden-value");
    }
}
