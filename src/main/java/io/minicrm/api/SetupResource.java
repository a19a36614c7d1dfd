package io.minicrm.api;

import io.minicrm.access.AccessRole;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.OneTimeLinks.Purpose;
import io.minicrm.access.User;
import io.minicrm.access.UserDirectory;
import io.minicrm.access.UserOrder;
import io.minicrm.problem.InputFault;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The first administrator. The first start prints a link with which one is made, once. */
@RestController
@RequestMapping("/api/v1/setup")
@Tag(name = "Access")
final class SetupResource {

    private final UserDirectory directory;
    private final OneTimeLinks links;

    SetupResource(UserDirectory directory, OneTimeLinks links) {
        this.directory = directory;
        this.links = links;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make the first administrator",
            description = "Needs the secret of the link that the first start prints; it works once, for 15 minutes.")
    Answer<UserView> create(@RequestBody SetupRequest request, HttpServletRequest http) {
        links.require(Purpose.SETUP, String.valueOf(request.link()));
        // A value that cannot be used must not use up the link.
        UserOrder order = request.order();
        links.use(Purpose.SETUP, String.valueOf(request.link()));
        AuditFilter.attribute(http, User.principalName(order.email()));
        if (!directory.isEmpty()) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT,
                    "link",
                    "is for the first administrator, but there are users already; ask one of them for an account");
        }
        return Answer.of(UserView.of(directory.create(order, "setup")));
    }

    /**
     * @param link the secret of the link, what follows #setup=
     * @param password 12 characters and more, at most 1,024 bytes
     */
    record SetupRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String link,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String email,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String password) {

        UserOrder order() {
            return new UserOrder(
                    InvalidRequestException.required("email", email),
                    InvalidRequestException.required("name", name),
                    AccessRole.ADMIN,
                    InvalidRequestException.required("password", password));
        }

        /** Without the secrets, because logs must not show them. */
        @Override
        public String toString() {
            return "SetupRequest[email=%s]".formatted(email);
        }
    }
}
