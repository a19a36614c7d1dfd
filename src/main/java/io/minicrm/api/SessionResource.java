package io.minicrm.api;

import io.minicrm.access.ApiKey;
import io.minicrm.access.LogIn;
import io.minicrm.access.LogInRefusedException;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.OneTimeLinks.Purpose;
import io.minicrm.access.Principal;
import io.minicrm.access.Scope;
import io.minicrm.access.SessionKeeper;
import io.minicrm.access.User;
import io.minicrm.access.UserChange;
import io.minicrm.access.UserDirectory;
import io.minicrm.access.Users;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Logging in with a browser. */
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "Access")
final class SessionResource {

    private final LogIn logIn;
    private final SessionKeeper sessions;
    private final Users users;
    private final UserDirectory directory;
    private final OneTimeLinks links;
    private final LogInSettings settings;

    SessionResource(
            LogIn logIn,
            SessionKeeper sessions,
            Users users,
            UserDirectory directory,
            OneTimeLinks links,
            LogInSettings settings) {
        this.logIn = logIn;
        this.sessions = sessions;
        this.users = users;
        this.directory = directory;
        this.links = links;
        this.settings = settings;
    }

    @GetMapping
    @Operation(summary = "Show who is logged in")
    Answer<SessionView> show() {
        return Answer.of(SessionView.of(Caller.current(), Caller.find().isPresent()));
    }

    @PostMapping
    @Operation(
            summary = "Log in",
            description = "With email and password, or with the secret of a one-time link."
                    + " The answer sets two cookies: the session, and XSRF-TOKEN, whose value each change has to repeat"
                    + " in the header X-XSRF-TOKEN.")
    Answer<SessionView> logIn(
            @RequestBody LogInRequest request, HttpServletRequest http, HttpServletResponse response) {
        String link = request.link();
        if (link != null) {
            links.use(Purpose.LOG_IN, link);
            return begin(ApiKey.OWNER, Principal.OWNER, http, response);
        }
        requirePasswords();
        String email = InvalidRequestException.required("email", request.email());
        String password = InvalidRequestException.required("password", request.password());
        AuditFilter.attribute(http, User.principalName(User.emailOf(email)));
        User user = logIn.check(email, password, ClientAddress.of(http));
        return begin(user.id(), user.principal(), http, response);
    }

    private void requirePasswords() {
        if (!settings.acceptsPasswords()) {
            throw LogInRefusedException.passwordsAreOff();
        }
    }

    /** A former session of the browser ends, so that nobody who knows its id is logged in with it. */
    private Answer<SessionView> begin(
            String userId, Principal principal, HttpServletRequest http, HttpServletResponse response) {
        String former = SessionCookies.read(http);
        if (former != null) {
            sessions.end(former);
        }
        AuditFilter.attribute(http, principal.name());
        SessionKeeper.Begun begun = sessions.begin(userId);
        SessionCookies.write(http, response, begun.id(), SessionKeeper.forgeryToken(begun.id()));
        return Answer.of(SessionView.of(principal, true));
    }

    @PutMapping("/password")
    @Operation(
            summary = "Change the password of the user who is logged in",
            description = "Ends all other sessions of the user.")
    Answer<SessionView> changePassword(
            @RequestBody PasswordRequest request, HttpServletRequest http, HttpServletResponse response) {
        requirePasswords();
        User user = currentUser(http)
                .orElseThrow(() -> new AccessDeniedException("Only users who have logged in with a password have one"));
        UserChange change = UserChange.ofPassword(InvalidRequestException.required("password", request.password()));
        String current = InvalidRequestException.required("current_password", request.currentPassword());
        logIn.check(user.email(), current, ClientAddress.of(http));
        directory.change(user.id(), change);
        return begin(user.id(), user.principal(), http, response);
    }

    private Optional<User> currentUser(HttpServletRequest http) {
        return Optional.ofNullable(SessionCookies.read(http))
                .flatMap(sessions::find)
                .flatMap(current -> users.find(current.session().userId()))
                .filter(user -> user.identity() == null);
    }

    /** @param link the secret of a one-time link, instead of email and password */
    record LogInRequest(
            @Nullable String email,
            @Nullable String password,
            @Nullable String link) {

        /** Without the secrets, because logs must not show them. */
        @Override
        public String toString() {
            return "LogInRequest[email=%s]".formatted(email);
        }
    }

    /** @param password 12 characters and more, at most 1,024 bytes */
    record PasswordRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String currentPassword,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String password) {

        /** Without the passwords, because logs must not show them. */
        @Override
        public String toString() {
            return "PasswordRequest";
        }
    }

    /**
     * @param name such as user:ann@example.com, key:nightly-import or owner
     * @param role of a user; null for all others
     * @param scopes the codes of all scopes of the caller
     * @param accessControl false if everybody may do everything, because access control is off
     */
    record SessionView(
            String name,

            @Schema(allowableValues = {"viewer", "marketer", "operator", "admin"}) @Nullable
            String role,

            List<String> scopes,
            boolean accessControl) {

        static SessionView of(Principal principal, boolean accessControl) {
            return new SessionView(
                    principal.name(),
                    principal.role() == null ? null : principal.role().code(),
                    codes(principal.scopes()),
                    accessControl);
        }

        private static List<String> codes(Set<Scope> scopes) {
            return scopes.stream().sorted().map(Scope::code).toList();
        }
    }
}
