package io.minicrm.app;

import io.minicrm.access.AccessRole;
import io.minicrm.access.InvalidUserException;
import io.minicrm.access.UserOrder;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the server from its first start on.
 *
 * @param admin MINI_CRM_ADMIN_EMAIL and MINI_CRM_ADMIN_PASSWORD, an administrator who is added if there is no user with
 *     that address; null if they are not set
 */
record AccessSettings(@Nullable UserOrder admin) {

    private static final String EMAIL = "MINI_CRM_ADMIN_EMAIL";
    private static final String PASSWORD = "MINI_CRM_ADMIN_PASSWORD";

    static AccessSettings from(Environment environment) {
        String email = environment.text(EMAIL);
        String password = environment.secretText(PASSWORD);
        if (email == null && password == null) {
            return new AccessSettings(null);
        }
        if (email == null || password == null) {
            throw new InvalidSettingException(
                    email == null ? EMAIL : PASSWORD, "", "give both %s and %s, or neither".formatted(EMAIL, PASSWORD));
        }
        try {
            return new AccessSettings(new UserOrder(email, "Administrator", AccessRole.ADMIN, password));
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
