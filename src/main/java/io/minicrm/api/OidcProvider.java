package io.minicrm.api;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestOperations;

/**
 * The identity provider, as it describes itself. It is asked at the first log-in and each hour, and not at the start:
 * the server starts while the provider is away, and so do log-ins work as soon as it is back. Thread-safe.
 */
final class OidcProvider implements ClientRegistrationRepository {

    /** The name of the only registration. */
    static final String ID = "oidc";

    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final Duration VALIDITY = Duration.ofHours(1);
    private static final String METADATA = "/.well-known/openid-configuration";
    private static final String ALGORITHMS = "id_token_signing_alg_values_supported";
    private static final ParameterizedTypeReference<Map<String, Object>> JSON_OBJECT =
            new ParameterizedTypeReference<>() {};

    private final OidcSettings settings;
    private final RestOperations rest;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile Failure lastFailure = new Failure(Instant.MIN, new AuthenticationServiceException("none"));

    /** What the provider said, and when it has to be asked again. */
    private record Known(ClientRegistration registration, JwtDecoder decoder, Instant until) {}

    private record Failure(Instant at, AuthenticationServiceException cause) {}

    OidcProvider(OidcSettings settings, RestOperations rest, InstantSource clock) {
        this.settings = settings;
        this.rest = rest;
        this.clock = clock;
    }

    /**
     * @throws AuthenticationServiceException if the provider cannot be asked
     */
    @Override
    public ClientRegistration findByRegistrationId(String registrationId) {
        return known().registration();
    }

    /** Reads tokens of the provider, and refuses all others. */
    JwtDecoder decoder() {
        return known().decoder();
    }

    /** The page that logs a person out at the provider; empty if it has none. */
    Optional<URI> endSessionEndpoint() {
        Object endpoint = known().registration()
                .getProviderDetails()
                .getConfigurationMetadata()
                .get("end_session_endpoint");
        return Optional.ofNullable(endpoint).map(String::valueOf).map(this::secured);
    }

    private Known known() {
        Known before = known;
        Instant asked = clock.instant();
        if (before != null && asked.isBefore(before.until())) {
            return before;
        }
        lock.lock();
        try {
            Known now = known;
            if (now != null && asked.isBefore(now.until())) {
                return now;
            }
            // Those who have waited for a failure must not each wait for another one.
            if (lastFailure.at().isAfter(asked)) {
                throw lastFailure.cause();
            }
            return ask(now);
        } finally {
            lock.unlock();
        }
    }

    private Known ask(@Nullable Known before) {
        try {
            Known answer = ask();
            known = answer;
            return answer;
        } catch (RuntimeException failure) {
            if (before != null) {
                LOG.warn(
                        "The identity provider cannot be asked for changes of its description: {}", failure.toString());
                known = new Known(
                        before.registration(), before.decoder(), clock.instant().plus(Duration.ofMinutes(1)));
                return before;
            }
            var unreachable = new AuthenticationServiceException(
                    "the identity provider cannot be asked for its description at %s%s: %s"
                            .formatted(settings.issuer(), METADATA, failure.getMessage()),
                    failure);
            lastFailure = new Failure(clock.instant(), unreachable);
            throw unreachable;
        }
    }

    private Known ask() {
        String issuer = settings.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, Object> metadata = rest.exchange(URI.create(base + METADATA), HttpMethod.GET, null, JSON_OBJECT)
                .getBody();
        if (metadata == null || !issuer.equals(metadata.get("issuer"))) {
            throw new IllegalArgumentException("it calls itself %s and not %s; set OIDC_ISSUER to what it calls itself"
                    .formatted(metadata == null ? "nothing" : metadata.get("issuer"), issuer));
        }
        ClientRegistration registration = ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId(ID)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .clientName(settings.name())
                .scope(settings.scopes())
                // Replaced by OidcRequests, which knows how the browser reaches this server.
                .redirectUri("{baseUrl}" + OidcPaths.CALLBACK)
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .build();
        var provider = registration.getProviderDetails();
        Stream.of(provider.getAuthorizationUri(), provider.getTokenUri(), provider.getJwkSetUri())
                .forEach(this::secured);
        return new Known(registration, decoder(registration), clock.instant().plus(VALIDITY));
    }

    /** The secret and the keys must not travel in the clear, unless the whole provider is on this machine. */
    private URI secured(@Nullable String endpoint) {
        URI uri = URI.create(String.valueOf(endpoint));
        boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
        boolean isTrial =
                settings.issuer().toLowerCase(Locale.ROOT).startsWith("http:") && "http".equals(uri.getScheme());
        if (!isSecure && !isTrial) {
            throw new IllegalArgumentException("its endpoint %s does not use HTTPS".formatted(uri));
        }
        return uri;
    }

    private JwtDecoder decoder(ClientRegistration registration) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                        String.valueOf(registration.getProviderDetails().getJwkSetUri()))
                .restOperations(rest)
                .jwsAlgorithms(algorithms -> algorithms.addAll(algorithms(registration)))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    /** Those with a public key that the provider uses; RS256, which each provider has, if it does not say. */
    private static Set<SignatureAlgorithm> algorithms(ClientRegistration registration) {
        Object announced =
                registration.getProviderDetails().getConfigurationMetadata().get(ALGORITHMS);
        Set<SignatureAlgorithm> usable = announced instanceof Iterable<?> names
                ? Stream.of(SignatureAlgorithm.values())
                        .filter(algorithm -> contains(names, algorithm.getName()))
                        .collect(Collectors.toSet())
                : Set.of();
        return usable.isEmpty() ? Set.of(SignatureAlgorithm.RS256) : usable;
    }

    private static boolean contains(Iterable<?> names, String name) {
        for (Object each : names) {
            if (name.equals(each)) {
                return true;
            }
        }
        return false;
    }
}
