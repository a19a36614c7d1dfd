package io.minicrm.app;

import io.minicrm.access.AccessRole;
import io.minicrm.access.InvalidUserException;
import io.minicrm.access.UserOrder;
import io.minicrm.api.OidcSettings;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the server from its first start on.
 *
 * @param admin MINI_CRM_ADMIN_EMAIL and MINI_CRM_ADMIN_PASSWORD, an administrator who is added if there is no user with
 *     that address; null if they are not set
 * @param acceptsPasswords PASSWORD_LOGIN, on or off: whether users may log in with a password
 * @param oidc the identity provider; null if OIDC_ISSUER is not set
 */
record AccessSettings(
        @Nullable UserOrder admin,
        boolean acceptsPasswords,
        @Nullable OidcSettings oidc) {

    private static final String EMAIL = "MINI_CRM_ADMIN_EMAIL";
    private static final String PASSWORD = "MINI_CRM_ADMIN_PASSWORD";

    private static final String PASSWORD_LOGIN = "PASSWORD_LOGIN";

    static AccessSettings from(Environment environment) {
        OidcSettings oidc = OidcVariables.read(environment);
        return new AccessSettings(admin(environment), acceptsPasswords(environment, oidc), oidc);
    }

    private static boolean acceptsPasswords(Environment environment, @Nullable OidcSettings oidc) {
        String value = environment.text(PASSWORD_LOGIN, "on");
        return switch (value) {
            case "on" -> true;
            case "off" -> {
                if (oidc == null) {
                    throw new InvalidSettingException(
                            PASSWORD_LOGIN,
                            value,
                            "leave it on, or set OIDC_ISSUER: people could not log in otherwise");
                }
                yield false;
            }
            default -> throw new InvalidSettingException(PASSWORD_LOGIN, value, "give on or off");
        };
    }

    private static @Nullable UserOrder admin(Environment environment) {
        String email = environment.text(EMAIL);
        String password = environment.secretText(PASSWORD);
        if (email == null && password == null) {
            return null;
        }
        if (email == null || password == null) {
            throw new InvalidSettingException(
                    email == null ? EMAIL : PASSWORD, "", "give both %s and %s, or neither".formatted(EMAIL, PASSWORD));
        }
        try {
            return new UserOrder(email, "Administrator", AccessRole.ADMIN, password);
        } catch (InvalidUserException invalid) {
            String message = String.valueOf(invalid.getMessage());
            boolean isEmail = message.startsWith("email ");
            throw new InvalidSettingException(
                    isEmail ? EMAIL : PASSWORD,
                    isEmail ? email : InvalidSettingException.NOT_SHOWN,
                    isEmail ? "give an e-mail address" : "give one that can be used: the " + message);
        }
    }
}
