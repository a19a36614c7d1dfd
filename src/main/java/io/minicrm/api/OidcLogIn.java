package io.minicrm.api;

import io.minicrm.access.IdentityRefusedException;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.LinkedUsers;
import io.minicrm.access.SessionKeeper;
import io.minicrm.access.User;
import io.minicrm.text.Excerpt;
import io.minicrm.text.VisibleText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Logging in with OpenID Connect: the authorization code flow with PKCE, by the filters of Spring Security's client.
 *
 * <pre>
 *   browser                        this server                                provider
 *   GET /oidc/login?back=…      →  {@link OidcRequests}, {@link OidcAttempts}
 *                               ←  302, cookie with state, nonce, verifier
 *   authorization endpoint      →                                             asks for the password
 *   GET /oidc/callback?code=…   →  {@link OidcCallbackFilter}              →  tokens, keys, claims
 *                                  {@link LinkedUsers}: which user, which role
 *                               ←  302 to the page, a session as after any log-in
 * </pre>
 *
 * <p>The tokens of the provider are used once and not kept: from here on, the session counts. The filters are built
 * here and not by {@code oauth2Login()}, which would also answer requests without a log-in by a redirect instead of
 * 401.
 */
final class OidcLogIn implements ProviderLogIn {

    private static final Logger LOG = LoggerFactory.getLogger(OidcLogIn.class);

    /** Until the browser is closed, as the session's cookie. */
    private static final Duration WITH_BROWSER = Duration.ofSeconds(-1);

    private static final int MAX_LOGGED = 300;

    private final OidcSettings settings;
    private final OidcPaths paths;
    private final OidcProvider provider;
    private final OidcAttempts attempts;
    private final OidcHttp http = new OidcHttp();
    private final EncryptedCookie idToken;
    private final Parts parts;

    /** What a log-in needs from the rest of the server. */
    record Parts(LinkedUsers users, SessionKeeper sessions, AuditFilter audit, InstantSource clock) {}

    OidcLogIn(OidcSettings settings, OidcPaths paths, Parts parts) {
        this.settings = settings;
        this.paths = paths;
        this.parts = parts;
        this.provider = new OidcProvider(settings, http.forDocuments(), parts.clock());
        this.attempts = new OidcAttempts(settings, parts.clock());
        this.idToken = new EncryptedCookie("mini-crm-oidc", settings.cookieSecrets());
    }

    @Override
    public void addTo(HttpSecurity security) {
        var start = new OAuth2AuthorizationRequestRedirectFilter(new OidcRequests(provider, paths));
        start.setAuthorizationRequestRepository(attempts);
        start.setRequestCache(new NullRequestCache());
        start.setAuthenticationFailureHandler((request, response, failure) -> {
            OidcRefusal refusal = OidcRefusal.of(failure);
            LOG.warn("A log-in with {} could not begin: {}", settings.name(), forLog(failure));
            // Nobody has said who they are.
            toLogInPage(response, refusal == OidcRefusal.INVALID ? OidcRefusal.UNREACHABLE : refusal);
        });

        var callback = new OidcCallbackFilter(provider, new NoClients(), settings.issuer(), parts.clock());
        callback.setAuthorizationRequestRepository(attempts);
        callback.setAuthenticationManager(new ProviderManager(authentication()));
        callback.setAuthenticationSuccessHandler(this::succeeded);
        callback.setAuthenticationFailureHandler(
                (request, response, failure) -> refuse(request, response, failure, LinkedUsers.UNKNOWN));
        security.addFilter(start).addFilter(callback);
    }

    private OidcAuthorizationCodeAuthenticationProvider authentication() {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(http.forTokens());
        RestTemplate documents = http.forDocuments();
        var claims = new DefaultOAuth2UserService();
        claims.setRestOperations(documents);
        var users = new OidcUserService();
        users.setOauth2UserService(claims);
        var authentication = new OidcAuthorizationCodeAuthenticationProvider(tokens, users);
        authentication.setJwtDecoderFactory(registration -> provider.decoder());
        return authentication;
    }

    private void succeeded(HttpServletRequest request, HttpServletResponse response, Authentication authentication) {
        OidcUser person = (OidcUser) Objects.requireNonNull(authentication.getPrincipal());
        LinkedIdentity identity;
        try {
            identity = new LinkedIdentity(settings.issuer(), String.valueOf(person.getSubject()));
        } catch (IllegalArgumentException unusable) {
            refuse(request, response, unusable, LinkedUsers.UNKNOWN);
            return;
        }
        User user;
        try {
            user = parts.users().logIn(identity, person.getClaims());
        } catch (IdentityRefusedException refused) {
            refuse(request, response, refused, parts.users().principalName(identity));
            return;
        }
        begin(request, response, user, person.getIdToken().getTokenValue());
    }

    /** A former session of the browser ends, so that nobody who knows its id is logged in with it. */
    private void begin(HttpServletRequest request, HttpServletResponse response, User user, String token) {
        SessionKeeper sessions = parts.sessions();
        Optional.ofNullable(SessionCookies.read(request)).ifPresent(sessions::end);
        SessionKeeper.Begun begun = sessions.begin(user.id());
        boolean secure = OidcAttempts.isSecure(request);
        SessionCookies.write(response, begun.id(), SessionKeeper.forgeryToken(begun.id()), secure);
        if (!idToken.write(response, token, secure, WITH_BROWSER)) {
            // Too long for a cookie: the provider may ask the person whether to log out.
            idToken.write(response, "", secure, WITH_BROWSER);
        }
        redirect(response, OidcAttempts.backOf(request));
        parts.audit().add(user.principal().name(), request, response, HttpStatus.FOUND, "");
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Exception failure, String principal) {
        OidcRefusal refusal = OidcRefusal.of(failure);
        String code = OidcRefusal.errorCode(failure);
        String reason = code == null ? refusal.code() : refusal.code() + " " + code;
        LOG.warn("A log-in with {} was refused: {}: {}", settings.name(), forLog(reason), forLog(failure));
        toLogInPage(response, refusal);
        if (refusal == OidcRefusal.TOO_MANY) {
            // The log must not grow with the tries.
            return;
        }
        parts.audit().add(principal, request, response, refusal.status(), reason);
    }

    private static void toLogInPage(HttpServletResponse response, OidcRefusal refusal) {
        redirect(response, OidcPaths.LOG_IN_PAGE + "?refused=" + refusal.code());
    }

    private static void redirect(HttpServletResponse response, String path) {
        response.setStatus(HttpStatus.FOUND.value());
        response.setHeader(HttpHeaders.LOCATION, path);
    }

    private static String forLog(Exception failure) {
        return forLog(String.valueOf(failure.getMessage()));
    }

    /** Parts of it come from the address of a request. */
    private static String forLog(String text) {
        return VisibleText.lines(Excerpt.quote(text, MAX_LOGGED)).replace('\n', ' ');
    }

    @Override
    public Optional<URI> endAtProvider(HttpServletRequest request, HttpServletResponse response) {
        Optional<String> token = idToken.read(request);
        idToken.clear(request, response);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return provider.endSessionEndpoint().map(page -> endSession(page, token.get(), paths.base(request)));
        } catch (AuthenticationServiceException unreachable) {
            LOG.warn("A log-out ends the session here only: {}", forLog(unreachable));
            return Optional.empty();
        }
    }

    private URI endSession(URI page, String token, String base) {
        UriComponentsBuilder address = UriComponentsBuilder.fromUri(page)
                .queryParam("client_id", "{client}")
                .queryParam("post_logout_redirect_uri", "{back}");
        return token.isEmpty()
                ? address.encode()
                        .buildAndExpand(settings.clientId(), base + OidcPaths.LOG_IN_PAGE)
                        .toUri()
                : address.queryParam("id_token_hint", "{token}")
                        .encode()
                        .buildAndExpand(settings.clientId(), base + OidcPaths.LOG_IN_PAGE, token)
                        .toUri();
    }
}
