package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/**
 * What has to be remembered while a browser is at the provider: state, nonce, the verifier of PKCE, and the page that
 * was asked for. It is in an encrypted cookie of that browser, so that any process can finish the log-in, and that
 * nobody fills a memory with log-ins that they do not finish. The cookie works for {@value #MINUTES} minutes, once: the
 * provider accepts each code once, and the browser forgets the cookie.
 */
final class OidcAttempts implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    /** The library's code for a callback without a log-in that was begun. */
    static final String NOT_FOUND = "authorization_request_not_found";

    /** The attribute with the page that was asked for. */
    static final String BACK = "back";

    private static final int MINUTES = 10;
    private static final Duration VALIDITY = Duration.ofMinutes(MINUTES);
    private static final String ATTEMPT = OidcAttempts.class.getName() + ".attempt";
    private static final int FIELDS = 6;

    private final EncryptedCookie cookie;
    private final OidcSettings settings;
    private final InstantSource clock;

    OidcAttempts(OidcSettings settings, InstantSource clock) {
        this.cookie = new EncryptedCookie("mini-crm-oidc-attempt", settings.cookieSecrets());
        this.settings = settings;
        this.clock = clock;
    }

    /** A log-in that was begun. The texts contain no line breaks. */
    private record Attempt(
            Instant begun, String state, String nonce, String verifier, String redirectUri, String back) {

        static Attempt of(OAuth2AuthorizationRequest request, Instant now) {
            return new Attempt(
                    now,
                    String.valueOf(request.getState()),
                    attribute(request, OidcParameterNames.NONCE),
                    attribute(request, PkceParameterNames.CODE_VERIFIER),
                    String.valueOf(request.getRedirectUri()),
                    attribute(request, BACK));
        }

        private static String attribute(OAuth2AuthorizationRequest request, String name) {
            return String.valueOf(request.<Object>getAttribute(name));
        }

        String text() {
            return String.join(
                    "\n", List.of(Long.toString(begun.toEpochMilli()), state, nonce, verifier, redirectUri, back));
        }

        static Optional<Attempt> parse(String text) {
            String[] fields = text.split("\n", -1);
            return fields.length == FIELDS
                    ? Optional.of(new Attempt(
                            Instant.ofEpochMilli(Long.parseLong(fields[0])),
                            fields[1],
                            fields[2],
                            fields[3],
                            fields[4],
                            fields[5]))
                    : Optional.empty();
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        Instant now = clock.instant();
        return cookie.read(request)
                .flatMap(Attempt::parse)
                .filter(attempt -> now.isBefore(attempt.begun().plus(VALIDITY)))
                .map(attempt -> {
                    request.setAttribute(ATTEMPT, attempt);
                    return restored(attempt);
                })
                .orElse(null);
    }

    private OAuth2AuthorizationRequest restored(Attempt attempt) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .clientId(settings.clientId())
                // Required, and not used any more.
                .authorizationUri(settings.issuer())
                .redirectUri(attempt.redirectUri())
                .scopes(Set.copyOf(settings.scopes()))
                .state(attempt.state())
                .attributes(Map.of(
                        OAuth2ParameterNames.REGISTRATION_ID,
                        OidcProvider.ID,
                        OidcParameterNames.NONCE,
                        attempt.nonce(),
                        PkceParameterNames.CODE_VERIFIER,
                        attempt.verifier()))
                .build();
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        if (begun == null) {
            cookie.clear(request, response);
            return;
        }
        Attempt attempt = Attempt.of(begun, clock.instant());
        if (!cookie.write(response, attempt.text(), isSecure(attempt), VALIDITY)) {
            throw new IllegalArgumentException("the address of the page that was asked for is too long");
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest begun = loadAuthorizationRequest(request);
        cookie.clear(request, response);
        return begun;
    }

    /** The page that was asked for before the log-in of this callback was begun. */
    static String backOf(HttpServletRequest request) {
        return request.getAttribute(ATTEMPT) instanceof Attempt attempt ? attempt.back() : "/";
    }

    /** Whether the browser of this callback uses HTTPS. */
    static boolean isSecure(HttpServletRequest request) {
        return request.getAttribute(ATTEMPT) instanceof Attempt attempt && isSecure(attempt);
    }

    private static boolean isSecure(Attempt attempt) {
        return attempt.redirectUri().startsWith("https:");
    }
}
