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
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Adds an entry to the audit log for each request that changes something, or would have, by somebody who has logged in.
 */
final class AuditFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String OBJECTS = AuditFilter.class.getName() + ".objects";
    private static final String PRINCIPAL = AuditFilter.class.getName() + ".principal";
    private static final int SEQUENCE = 1_000_000;

    private final AuditLog log;
    private final InstantSource clock;
    private final String process = Integer.toString(new java.security.SecureRandom().nextInt(36 * 36 * 36 * 36), 36);
    private final AtomicInteger sequence = new AtomicInteger();

    /** Says who makes a request that logs somebody in, or tries to: nobody is logged in when it comes. */
    static void attribute(HttpServletRequest request, String principal) {
        request.setAttribute(PRINCIPAL, principal);
    }

    AuditFilter(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Adds what a request is about to its entry, if its address does not say so. */
    static void setObjects(HttpServletRequest request, String objects) {
        request.setAttribute(OBJECTS, objects);
    }

    /**
     * Adds an entry for a request that does not come to this filter.
     *
     * @param status what the request led to, even if its answer is a redirect
     * @param objects what the request is about, beyond its address; may be empty
     */
    void add(
            String principal,
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String objects) {
        Instant now = clock.instant();
        String path = request.getRequestURI();
        store(new AuditEntry(
                id(now),
                now,
                text(principal),
                text(request.getMethod() + " " + path),
                text(objects.isEmpty() ? path : path + " " + objects),
                status.value(),
                requestId(response)));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SAFE_METHODS.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        Optional<String> caller = Caller.find().map(Principal::name);
        chain.doFilter(request, response);
        caller.or(() -> Optional.ofNullable((String) request.getAttribute(PRINCIPAL)))
                .ifPresent(principal -> store(entry(principal, request, response)));
    }

    /** The request has been carried out. If the entry cannot be stored, the answer must not say that it was not. */
    private void store(AuditEntry entry) {
        try {
            log.add(entry);
        } catch (RuntimeException failure) {
            LOG.error("An entry of the audit log could not be stored: {}", entry, failure);
        }
    }

    private AuditEntry entry(String principal, HttpServletRequest request, HttpServletResponse response) {
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        Object objects = request.getAttribute(OBJECTS);
        Instant now = clock.instant();
        return new AuditEntry(
                id(now),
                now,
                text(principal),
                text(request.getMethod() + " " + (route == null ? request.getRequestURI() : route)),
                text(objects == null ? request.getRequestURI() : request.getRequestURI() + " " + objects),
                response.getStatus(),
                requestId(response));
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

    private static @Nullable String requestId(HttpServletResponse response) {
        String id = response.getHeader(RequestIds.HEADER);
        return id == null ? null : text(id);
    }

    private static String text(String text) {
        String excerpt = Excerpt.start(text, AuditEntry.MAX_TEXT_LENGTH);
        return StoredText.isWellFormed(excerpt) ? excerpt : "?";
    }
}
