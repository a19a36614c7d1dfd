package io.minicrm.api;

import io.minicrm.access.AuditEntry;
import io.minicrm.access.AuditLog;
import io.minicrm.access.Principal;
import io.minicrm.text.Excerpt;
import io.minicrm.text.StoredText;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Adds an entry to the audit log for each request that changes something, or would have, by somebody who has logged in. */
final class AuditFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String REQUEST_ID = "X-Request-Id";
    private static final int SEQUENCE = 1_000_000;

    private final AuditLog log;
    private final InstantSource clock;
    private final String process = Integer.toString(new java.security.SecureRandom().nextInt(36 * 36 * 36 * 36), 36);
    private final AtomicInteger sequence = new AtomicInteger();

    AuditFilter(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Principal> caller = SAFE_METHODS.contains(request.getMethod()) ? Optional.empty() : Caller.find();
        chain.doFilter(request, response);
        caller.ifPresent(principal -> add(principal, request, response));
    }

    /** The request has been carried out. If the entry cannot be stored, the answer must not say that it was not. */
    private void add(Principal principal, HttpServletRequest request, HttpServletResponse response) {
        AuditEntry entry = entry(principal, request, response);
        try {
            log.add(entry);
        } catch (RuntimeException failure) {
            LOG.error("An entry of the audit log could not be stored: {}", entry, failure);
        }
    }

    private AuditEntry entry(Principal principal, HttpServletRequest request, HttpServletResponse response) {
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        Instant now = clock.instant();
        return new AuditEntry(
                id(now),
                now,
                text(principal.name()),
                text(request.getMethod() + " " + (route == null ? request.getRequestURI() : route)),
                text(request.getRequestURI()),
                response.getStatus(),
                requestId(request, response));
    }

    /** In order of time; two processes never make the same. */
    private String id(Instant now) {
        return String.format(
                Locale.ROOT,
                "%013d-%06d-%s",
                now.toEpochMilli(),
                Math.floorMod(sequence.getAndIncrement(), SEQUENCE),
                process);
    }

    private static @Nullable String requestId(HttpServletRequest request, HttpServletResponse response) {
        String id = response.getHeader(REQUEST_ID);
        String given = id == null ? request.getHeader(REQUEST_ID) : id;
        return given == null ? null : text(given);
    }

    private static String text(String text) {
        String excerpt = Excerpt.start(text, AuditEntry.MAX_TEXT_LENGTH);
        return StoredText.isWellFormed(excerpt) ? excerpt : "?";
    }
}
