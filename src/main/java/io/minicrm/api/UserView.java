package io.minicrm.api;

import io.minicrm.access.User;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * A user.
 *
 * @param createdBy the name of the principal that added the user
 */
record UserView(
        String userId,
        String email,
        String name,

        @Schema(allowableValues = {"viewer", "marketer", "operator", "admin"})
        String role,

        boolean disabled,
        String createdBy,
        Instant createdAt) {

    static UserView of(User user) {
        return new UserView(
                user.id(),
                user.email(),
                user.name(),
                user.role().code(),
                user.disabled(),
                user.createdBy(),
                user.createdAt());
    }
}
