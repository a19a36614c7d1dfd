package io.minicrm.api;

import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.OneTimeLinks.Purpose;
import io.minicrm.access.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** In which ways people log in. */
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "Access")
final class LogInMethodsResource {

    private final LogInSettings settings;
    private final OneTimeLinks links;
    private final InstantSource clock;

    LogInMethodsResource(LogInSettings settings, OneTimeLinks links, InstantSource clock) {
        this.settings = settings;
        this.links = links;
        this.clock = clock;
    }

    @GetMapping("/methods")
    @Operation(
            summary = "List the ways to log in",
            description =
                    "What the log-in page offers. A browser that opens the provider's path is sent to the identity"
                            + " provider and comes back logged in, to the path in the query parameter back.")
    Answer<MethodsView> methods() {
        OidcSettings provider = settings.provider();
        return Answer.of(new MethodsView(
                settings.acceptsPasswords(),
                provider == null ? null : new ProviderView(provider.name(), OidcPaths.START)));
    }

    @PostMapping("/link")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make a link that logs the owner in once",
            description = "It is valid for 15 minutes. Needs every scope.")
    Answer<LinkView> link() {
        for (Scope scope : Scope.values()) {
            Caller.require(scope);
        }
        String secret = links.create(Purpose.LOG_IN);
        return Answer.of(
                new LinkView(Purpose.LOG_IN.fragment(secret), clock.instant().plus(OneTimeLinks.VALIDITY)));
    }

    /** @param fragment to append to the address of a page */
    record LinkView(String fragment, Instant expiresAt) {}

    /**
     * @param passwords whether users log in with an address and a password
     * @param provider the identity provider; null if there is none
     */
    record MethodsView(boolean passwords, @Nullable ProviderView provider) {}

    /**
     * @param name for people
     * @param path to open in the browser
     */
    record ProviderView(String name, String path) {}
}
