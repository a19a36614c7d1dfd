package io.minicrm.api;

import io.minicrm.idempotency.KeptRequest;
import io.minicrm.idempotency.KeptRequests;
import io.minicrm.text.Sha256;
import io.minicrm.text.TimeSortedId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Carries out a request with an {@code Idempotency-Key} once, and answers its repetitions with the same answer. A key
 * belongs to the principal who sends it, and expires.
 *
 * <p>The request is claimed in the store before it is carried out, and its answer stored afterwards. Example: a process
 * dies in between, and the client repeats the request. After {@link #LEASE} another process carries it out again, with
 * the same seed; the resources derive ids from it, so the segment is stored again, and not twice.
 *
 * <p>A refused request (4xx) has changed nothing and is forgotten, so that it can be corrected. After a 5xx nobody
 * knows what was done, so the seed is kept.
 *
 * <p>What the first request created may have been deleted since. Its answer would show something that is not there, and
 * the data of a person who is not there any more.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    /** The attribute of a request with the seed of ids; missing if the request has no key. */
    static final String SEED = "io.minicrm.api.IdempotencyFilter.seed";

    /** The answered requests that are kept for each principal. */
    static final int MOST_KEPT = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    /** How long a request is given before a repetition may be carried out. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** How long a repetition waits for the answer of a request that is being carried out. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final KeptRequests requests;
    private final CreatedThings created;
    private final KeptAnswer.Format format;
    private final Duration keptFor;
    private final HandlerExceptionResolver problems;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

    /** @param keptFor how long a key is known */
    IdempotencyFilter(
            KeptRequests requests,
            CreatedThings created,
            KeptAnswer.Format format,
            Duration keptFor,
            HandlerExceptionResolver problems,
            Clock clock) {
        this.requests = requests;
        this.created = created;
        this.format = format;
        this.keptFor = keptFor;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(IdempotentOperations.HEADER) == null || !IdempotentOperations.contain(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(IdempotentOperations.HEADER);
        try {
            if (!KEY.matcher(key).matches()) {
                throw InvalidRequestException.of(
                        IdempotentOperations.HEADER,
                        "must be 1 to 255 printable ASCII characters without spaces, for example a UUID");
            }
            sweep();
            String holder = UUID.randomUUID().toString();
            KeptRequest kept = claim(key, holder);
            var hashed = new HashedRequest(request);
            if (kept.holder().equals(holder)) {
                carryOut(kept, hashed, response, chain);
            } else {
                repeat(kept, key, hashed, response);
            }
        } catch (InvalidRequestException | IdempotencyException refused) {
            problems.resolveException(request, response, null, refused);
        }
    }

    private KeptRequest claim(String key, String holder) {
        long begun = System.nanoTime();
        while (true) {
            Instant now = clock.instant();
            String principal = Caller.current().name();
            KeptRequest stored = requests.claim(
                    new KeptRequest(
                            Sha256.ofFields(List.of(principal, key)),
                            principal,
                            TimeSortedId.next("", now, random),
                            holder,
                            now.plus(LEASE),
                            now.plus(keptFor),
                            null,
                            null),
                    now);
            if (stored.holder().equals(holder) || stored.answer() != null) {
                return stored;
            }
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw IdempotencyException.inProgress(key);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for another request", interrupted);
        }
    }

    private void carryOut(KeptRequest kept, HashedRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        request.setAttribute(SEED, kept.seed());
        var cached = new ContentCachingResponseWrapper(response);
        boolean isOver = false;
        try {
            chain.doFilter(request, cached);
            isOver = true;
        } finally {
            remember(kept, request, cached, isOver);
        }
        cached.copyBodyToResponse();
    }

    /** The request has been carried out. If that cannot be stored, the answer must not say that it was not. */
    private void remember(
            KeptRequest kept, HashedRequest request, ContentCachingResponseWrapper response, boolean isOver) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        try {
            String answer = format.write(response, IdempotentOperations.isSecret(request));
            boolean isShort = answer.length() <= KeptRequest.MAX_ANSWER_LENGTH;
            if (isOver && status != null && status.is2xxSuccessful() && isShort) {
                requests.answer(kept.id(), kept.holder(), request.fingerprint(), answer);
            } else if (isOver && status != null && status.is4xxClientError()) {
                requests.forget(kept.id(), kept.holder());
            } else {
                requests.giveUp(kept.id(), kept.holder(), clock.instant());
            }
        } catch (IOException | RuntimeException failure) {
            LOG.warn("An answer could not be kept for its Idempotency-Key: {}", failure.toString());
        }
    }

    private void repeat(KeptRequest kept, String key, HashedRequest request, HttpServletResponse response)
            throws IOException {
        KeptAnswer answer = format.read(String.valueOf(kept.answer()));
        if (!request.fingerprint().equals(kept.fingerprint())) {
            throw IdempotencyException.reused(key, answer.location());
        }
        if (answer.secret()) {
            throw IdempotencyException.secret(key);
        }
        String location = answer.location();
        if (location != null && created.isDeleted(location)) {
            throw IdempotencyException.deleted(key, location);
        }
        answer.write(response);
    }

    /** Only claims add requests, so it is enough to delete when there are any. */
    private void sweep() {
        Instant now = clock.instant();
        Instant due = nextSweep.get();
        if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS))) {
            return;
        }
        Thread.ofVirtual().name("idempotency-sweep").start(() -> {
            try {
                requests.sweep(now, MOST_KEPT);
            } catch (RuntimeException failure) {
                LOG.warn("Expired Idempotency-Keys could not be deleted; trying again: {}", failure.toString());
            }
        });
    }
}
