package io.minicrm.api;

import io.minicrm.access.Keyring;
import io.minicrm.access.Scope;
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
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Who may use HTTP: API keys as bearer tokens, a scope for each operation ({@link AccessRule}), and the audit log. It needs these beans: a
 * {@link Store}, {@link ApiSettings} and a {@link Clock}.
 */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

    @Bean
    Keyring keyring(Store store, Clock clock) {
        return new Keyring(store.apiKeys(), new SecureRandom(), clock);
    }

    @Bean
    FilterRegistrationBean<FilterFailures> filterFailures(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        var registration = new FilterRegistrationBean<>(new FilterFailures((request, response, handler, exception) ->
                problems.getObject().resolveException(request, response, handler, exception)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** Ids of leads may contain any printable character, and arrive percent-encoded. What Tomcat accepts, its resources can handle. */
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
                .map(Caller::authenticated)
                .orElseThrow(() -> new BadOpaqueTokenException(
                        "The API key is unknown, expired or revoked; create one with mini-crm keys create"));
    }

    @Bean
    SecurityFilterChain access(
            HttpSecurity http,
            ApiSettings settings,
            Store store,
            Clock clock,
            OpaqueTokenIntrospector apiKeys,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        // Browsers send no bearer token by themselves, so there is nothing to forge; BrowserChecks sets the headers.
        http.csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        if (!settings.requiresKey()) {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                    .build();
        }
        return http.authorizeHttpRequests(AccessConfiguration::authorize)
                .oauth2ResourceServer(server -> server.opaqueToken(token -> token.introspector(apiKeys))
                        .authenticationEntryPoint((request, response, failure) ->
                                refuse(problems, request, response, HttpStatus.UNAUTHORIZED, failure))
                        .accessDeniedHandler((request, response, failure) ->
                                refuse(problems, request, response, HttpStatus.FORBIDDEN, failure)))
                .addFilterBefore(new AuditFilter(store.auditLog(), clock), ExceptionTranslationFilter.class)
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
