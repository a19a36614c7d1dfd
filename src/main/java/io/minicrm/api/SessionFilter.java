package io.minicrm.api;

import io.minicrm.access.SessionKeeper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who is logged in by the cookie of the request. Browsers send it by themselves, also for a page of a
 * stranger, so a change needs the forgery token as well. A request with a bearer token is not looked at: no
 * browser sends one by itself.
 */
final class SessionFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Log-ins need no session, so that an old one must not get in their way. {@link BrowserChecks} protects them. */
    private static final Set<String> LOG_INS = Set.of("POST /api/v1/session", "POST /api/v1/setup");

    private final SessionKeeper sessions;

    SessionFilter(SessionKeeper sessions) {
        this.sessions = sessions;
    }

    /** The pages are the same for everybody. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/api") && !path.startsWith("/actuator") && !path.startsWith("/v3");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = request.getHeader(HttpHeaders.AUTHORIZATION) == null ? SessionCookies.read(request) : null;
        if (id != null) {
            Optional<SessionKeeper.Current> current = sessions.use(id);
            if (current.isPresent()) {
                requireNotForged(request, id);
                authenticate(current.get(), id);
            }
        }
        chain.doFilter(request, response);
    }

    private static void requireNotForged(HttpServletRequest request, String id) {
        String operation = request.getMethod() + " " + request.getRequestURI();
        if (SAFE_METHODS.contains(request.getMethod()) || LOG_INS.contains(operation)) {
            return;
        }
        @Nullable String token = request.getHeader(SessionCookies.FORGERY_HEADER);
        if (token == null || !SessionKeeper.isForgeryToken(token, id)) {
            HttpStatus status = HttpStatus.FORBIDDEN;
            throw new ErrorResponseException(
                    status,
                    ProblemDetail.forStatusAndDetail(
                            status,
                            "The header %s does not have the value of the cookie XSRF-TOKEN; load the page again"
                                    .formatted(SessionCookies.FORGERY_HEADER)),
                    null);
        }
    }

    private void authenticate(SessionKeeper.Current current, String id) {
        OAuth2AuthenticatedPrincipal caller = Caller.authenticated(
                current.principal(), () -> sessions.find(id).isPresent());
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(caller, null, caller.getAuthorities()));
        SecurityContextHolder.setContext(context);
    }
}
