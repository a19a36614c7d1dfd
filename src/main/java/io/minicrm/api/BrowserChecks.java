package io.minicrm.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Keeps web pages of strangers from using the API through the browser of somebody who can reach it.
 *
 * <ul>
 *   <li><b>DNS rebinding.</b> A page can point its own name to 127.0.0.1, and then read our answers. Its requests still
 *       carry that name as {@code Host}, so names that are not ours are refused. Addresses, {@code localhost} and names
 *       without a dot cannot be rebound: nobody can register them.
 *   <li><b>Forged requests.</b> A page can post to us without reading the answer. Browsers then say where the page
 *       comes from, in {@code Origin} and {@code Sec-Fetch-Site}. Other clients send neither.
 * </ul>
 *
 * <p>It also forbids browsers to guess content types, to keep answers, which contain personal data, and to show them in
 * frames.
 */
final class BrowserChecks extends OncePerRequestFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\[[0-9a-fA-F:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final HttpStatusCode MISDIRECTED_REQUEST = HttpStatusCode.valueOf(421);

    private final HandlerExceptionResolver problems;
    private final Set<String> publicHosts;

    /**
     * @param problems turns exceptions into answers
     * @param publicHosts further names of this server, in lower case
     */
    BrowserChecks(HandlerExceptionResolver problems, Set<String> publicHosts) {
        this.problems = problems;
        this.publicHosts = publicHosts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        // Answers are data. Pages replace this by what they need.
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        try {
            checkHost(request.getHeader(HttpHeaders.HOST));
            if (!SAFE_METHODS.contains(request.getMethod())) {
                checkOrigin(request);
            }
        } catch (ErrorResponseException refused) {
            problems.resolveException(request, response, null, refused);
            return;
        }
        chain.doFilter(request, response);
    }

    private void checkHost(@Nullable String host) {
        if (host != null && !isOurs(nameOf(host))) {
            throw refusal(
                    MISDIRECTED_REQUEST,
                    "This server does not answer for the host in the request; add it to PUBLIC_URL if it should");
        }
    }

    private boolean isOurs(String name) {
        return name.indexOf('.') < 0
                || name.endsWith(".localhost")
                || IP_ADDRESS.matcher(name).matches()
                || publicHosts.contains(name);
    }

    /** The host without its port, in lower case. */
    private static String nameOf(String host) {
        return PORT.matcher(host.strip()).replaceFirst("").toLowerCase(Locale.ROOT);
    }

    private void checkOrigin(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean isForeign = origin == null
                ? "cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"))
                : !isOwn(origin, request.getHeader(HttpHeaders.HOST));
        if (isForeign) {
            throw refusal(
                    HttpStatus.FORBIDDEN,
                    "Pages of other sites may not change anything here;"
                            + " add this server's own URL to PUBLIC_URL if the page is"
                            + " its own");
        }
    }

    /** A proxy may have replaced the host of the request; then PUBLIC_URL says what it was. */
    private boolean isOwn(String origin, @Nullable String host) {
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
        if (uri.getHost() == null) {
            return false;
        }
        return uri.getRawAuthority().equalsIgnoreCase(host) || publicHosts.contains(nameOf(uri.getHost()));
    }

    private static ErrorResponseException refusal(HttpStatusCode status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
