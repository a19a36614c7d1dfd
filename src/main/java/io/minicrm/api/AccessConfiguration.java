package io.minicrm.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.access.Keyring;
import io.minicrm.access.LinkedUsers;
import io.minicrm.access.RequestLimits;
import io.minicrm.access.Scope;
import io.minicrm.access.SessionKeeper;
import io.minicrm.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Who may use HTTP: API keys as bearer tokens, sessions of users as cookies, a scope for each operation
 * ({@link AccessRule}), and the audit log. It needs these beans: a {@link Store}, {@link ApiSettings} and a
 * {@link Clock}.
 */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

    @Bean
    Keyring keyring(Store store, Clock clock) {
        return new Keyring(store.apiKeys(), new SecureRandom(), clock);
    }

    @Bean
    AuditFilter auditFilter(Store store, Clock clock) {
        return new AuditFilter(store.auditLog(), clock);
    }

    /** It belongs into the chain of Spring Security, and not beside it. */
    @Bean
    FilterRegistrationBean<AuditFilter> auditFilterInChainOnly(AuditFilter audit) {
        var registration = new FilterRegistrationBean<>(audit);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    SessionKeeper sessionKeeper(Store store, Clock clock) {
        return new SessionKeeper(store.sessions(), store.users(), new SecureRandom(), clock);
    }

    @Bean
    FilterRegistrationBean<FilterFailures> filterFailures(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        var registration = new FilterRegistrationBean<>(new FilterFailures((request, response, handler, exception) ->
                problems.getObject().resolveException(request, response, handler, exception)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /**
     * Ids of leads may contain any printable character, and arrive percent-encoded. What Tomcat accepts, its resources
     * can handle.
     */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowSemicolon(true);
        firewall.setAllowNull(true);
        firewall.setAllowUrlEncodedCarriageReturn(true);
        firewall.setAllowUrlEncodedLineFeed(true);
        firewall.setAllowUrlEncodedLineSeparator(true);
        firewall.setAllowUrlEncodedParagraphSeparator(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    @Bean
    OpaqueTokenIntrospector apiKeys(Keyring keyring) {
        return token -> keyring.authenticate(token)
                .map(principal -> Caller.authenticated(
                        principal, () -> keyring.authenticate(token).isPresent()))
                .orElseThrow(() -> new BadOpaqueTokenException(
                        "The API key is unknown, expired or revoked; create one with mini-crm keys create"));
    }

    @Bean
    AccessFilters accessFilters(AuditFilter audit, SessionKeeper sessions, RateLimits rates) {
        return new AccessFilters(
                RateLimitFilter.byAddress(rates),
                new SessionFilter(sessions),
                audit,
                RateLimitFilter.byPrincipal(rates));
    }

    @Bean
    ProviderLogIn providerLogIn(
            ApiSettings settings, Store store, SessionKeeper sessions, AuditFilter audit, Clock clock) {
        OidcSettings oidc = settings.logIn().provider();
        if (oidc == null || !settings.requiresKey()) {
            return ProviderLogIn.NONE;
        }
        var users = new LinkedUsers(store.users(), store.sessions(), oidc.roles(), new SecureRandom(), clock);
        return new OidcLogIn(
                oidc, new OidcPaths(settings.logIn().publicUrls()), new OidcLogIn.Parts(users, sessions, audit, clock));
    }

    @Bean
    RateLimits rateLimits(
            ApiSettings settings,
            Clock clock,
            MeterRegistry meters,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        return new RateLimits(new RequestLimits(settings.requestRates(), clock), meters, problems::getObject);
    }

    /** The filters around the log-in, in order. */
    record AccessFilters(
            RateLimitFilter byAddress, SessionFilter sessions, AuditFilter audit, RateLimitFilter byPrincipal) {}

    @Bean
    SecurityFilterChain access(
            HttpSecurity http,
            ApiSettings settings,
            AccessFilters filters,
            OpaqueTokenIntrospector apiKeys,
            ProviderLogIn provider,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        // SessionFilter refuses forged requests, and BrowserChecks sets the headers.
        http.csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        http.addFilterBefore(filters.byAddress(), SecurityContextHolderFilter.class);
        if (!settings.requiresKey()) {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                    .build();
        }
        provider.addTo(http);
        return http.authorizeHttpRequests(AccessConfiguration::authorize)
                .oauth2ResourceServer(server -> server.opaqueToken(token -> token.introspector(apiKeys))
                        .authenticationEntryPoint((request, response, failure) ->
                                refuse(problems, request, response, HttpStatus.UNAUTHORIZED, failure))
                        .accessDeniedHandler((request, response, failure) ->
                                refuse(problems, request, response, HttpStatus.FORBIDDEN, failure)))
                .addFilterBefore(filters.sessions(), BearerTokenAuthenticationFilter.class)
                .addFilterBefore(filters.audit(), ExceptionTranslationFilter.class)
                .addFilterBefore(filters.byPrincipal(), ExceptionTranslationFilter.class)
                .build();
    }

    /** A process without the API describes no problems; there the status has to do. */
    private static void refuse(
            ObjectProvider<HandlerExceptionResolver> problems,
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            RuntimeException failure)
            throws IOException {
        if (problems.getObject().resolveException(request, response, null, failure) == null) {
            response.sendError(status.value());
        }
    }

    private static void authorize(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        for (AccessRule rule : AccessRule.ALL) {
            authorize(requests, paths, rule.method(), rule);
            if (HttpMethod.GET.equals(rule.method())) {
                authorize(requests, paths, HttpMethod.HEAD, rule);
            }
        }
        requests.anyRequest().permitAll();
    }

    private static void authorize(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            PathPatternRequestMatcher.Builder paths,
            @Nullable HttpMethod method,
            AccessRule rule) {
        var matched = requests.requestMatchers(
                method == null ? paths.matcher(rule.path()) : paths.matcher(method, rule.path()));
        Scope scope = rule.scope();
        if (scope == null) {
            matched.permitAll();
        } else {
            matched.hasAuthority(scope.code());
        }
    }
}
