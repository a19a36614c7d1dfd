package io.minicrm.api;

import io.minicrm.access.TokenBuckets;
import io.minicrm.access.TooManyRequestsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * Finishes a log-in when the provider sends the browser back. Beyond the checks of the library it limits the tries of a
 * client, because each of them is a request to the provider and an entry of the audit log, and it compares the issuer
 * in the address if there is one (RFC 9207).
 */
final class OidcCallbackFilter extends OAuth2LoginAuthenticationFilter {

    /** As many as log-ins with a password. */
    private static final int TRIES_PER_CLIENT = 100;

    private static final Duration CLIENT_RECOVERS_IN = Duration.ofSeconds(1);

    private final TokenBuckets tries;
    private final String issuer;

    OidcCallbackFilter(
            ClientRegistrationRepository provider,
            OAuth2AuthorizedClientRepository clients,
            String issuer,
            InstantSource clock) {
        super(provider, clients, OidcPaths.CALLBACK);
        this.issuer = issuer;
        this.tries = new TokenBuckets(TRIES_PER_CLIENT, CLIENT_RECOVERS_IN, clock);
    }

    @Override
    public Authentication attemptAuthentication(HttpServletRequest request, HttpServletResponse response)
            throws AuthenticationException {
        try {
            TokenBuckets.Taken taken = tries.take(ClientAddress.of(request), 1);
            if (!taken.granted()) {
                throw new TooManyRequestsException(taken.waiting());
            }
            @Nullable String answering = request.getParameter("iss");
            if (answering != null && !answering.equals(issuer)) {
                throw new OAuth2AuthenticationException(new OAuth2Error("invalid_issuer"));
            }
            return super.attemptAuthentication(request, response);
        } catch (AuthenticationException expected) {
            throw expected;
        } catch (RuntimeException failure) {
            // Such as a provider that is away, or a token whose times make no sense.
            throw new AuthenticationServiceException(String.valueOf(failure.getMessage()), failure);
        }
    }
}
