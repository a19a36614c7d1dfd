package io.minicrm.app;

import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.UserConflictException;
import io.minicrm.access.UserDirectory;
import io.minicrm.access.UserOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an installation its first user: the administrator that the settings name, or a link with which a person makes
 * one.
 */
final class FirstUser {

    private static final Logger LOG = LoggerFactory.getLogger(FirstUser.class);

    private final UserDirectory directory;
    private final OneTimeLinks links;

    FirstUser(UserDirectory directory, OneTimeLinks links) {
        this.directory = directory;
        this.links = links;
    }

    /**
     * @param admin of the settings; null if they name none
     * @param acceptsPasswords whether that user, and one whom the link makes, could log in
     * @return what follows the address of the pages in the link; empty if there are users
     */
    Optional<String> ensure(@Nullable UserOrder admin, boolean acceptsPasswords) {
        if (admin != null && acceptsPasswords) {
            try {
                directory.create(admin, "settings");
                LOG.info("The administrator {} was added", admin.email());
            } catch (UserConflictException present) {
                // Added by an earlier start; the password that was chosen since then stays.
                LOG.debug("The administrator {} is a user already", admin.email());
            }
        }
        return acceptsPasswords && directory.isEmpty()
                ? Optional.of(OneTimeLinks.Purpose.SETUP.fragment(links.create(OneTimeLinks.Purpose.SETUP)))
                : Optional.empty();
    }
}
