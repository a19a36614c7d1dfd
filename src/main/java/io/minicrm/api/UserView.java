package io.minicrm.api;

import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.User;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user.
 *
 * @param identity who this is at the identity provider; null if it does not log the user in
 * @param createdBy the name of the principal that added the user
 */
record UserView(
        String userId,
        String email,
        String name,

        @Schema(allowableValues = {"viewer", "marketer", "operator", "admin"})
        String role,

        @Nullable IdentityView identity,
        boolean disabled,
        String createdBy,
        Instant createdAt) {

    /**
     * @param issuer the provider, as it names itself
     * @param subject the person, as the provider identifies it
     */
    record IdentityView(String issuer, String subject) {

        static IdentityView of(LinkedIdentity identity) {
            return new IdentityView(identity.issuer(), identity.subject());
        }
    }

    static UserView of(User user) {
        return new UserView(
                user.id(),
                user.email(),
                user.name(),
                user.role().code(),
                user.identity() == null ? null : IdentityView.of(user.identity()),
                user.disabled(),
                user.createdBy(),
                user.createdAt());
    }
}
