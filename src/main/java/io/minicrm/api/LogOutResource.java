package io.minicrm.api;

import io.minicrm.access.SessionKeeper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Logging out, here and at the identity provider. */
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "Access")
final class LogOutResource {

    private final SessionKeeper sessions;
    private final ProviderLogIn provider;

    LogOutResource(SessionKeeper sessions, ProviderLogIn provider) {
        this.sessions = sessions;
        this.provider = provider;
    }

    @DeleteMapping
    @Operation(
            summary = "Log out",
            description = "Ends the session of this browser, if there is one."
                    + " If the browser has logged in with the identity provider, and has to visit a page there to log"
                    + " out of it, too, the answer is 200 with the address of that page.")
    ResponseEntity<Answer<LoggedOutView>> logOut(HttpServletRequest http, HttpServletResponse response) {
        String id = SessionCookies.read(http);
        if (id != null) {
            sessions.end(id);
            SessionCookies.clear(http, response);
        }
        return provider.endAtProvider(http, response)
                .map(page -> ResponseEntity.ok(Answer.of(new LoggedOutView(page.toString()))))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** @param continueAt the page of the identity provider */
    record LoggedOutView(String continueAt) {}
}
