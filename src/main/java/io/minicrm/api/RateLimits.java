package io.minicrm.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.access.RequestLimits;
import io.minicrm.access.RequestLimits.Budget;
import io.minicrm.access.RequestLimits.Policy;
import io.minicrm.access.TooManyRequestsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** The limits of this process, and its answer to requests beyond them, which are counted. */
final class RateLimits {

    private static final String REFUSED = "minicrm.limited.requests";

    private final RequestLimits limits;
    private final MeterRegistry meters;
    private final Supplier<HandlerExceptionResolver> problems;

    /** @param problems turns exceptions into answers */
    RateLimits(RequestLimits limits, MeterRegistry meters, Supplier<HandlerExceptionResolver> problems) {
        this.limits = limits;
        this.meters = meters;
        this.problems = problems;
        // Shown from the start, with 0.
        for (Policy policy : Policy.values()) {
            meters.counter(REFUSED, "policy", policy.code());
        }
    }

    /** Takes the cost of a request from a budget; empty if there is no limit. */
    Optional<Budget> take(Policy policy, String key, int cost) {
        return Optional.ofNullable(limits.take(policy, key, cost));
    }

    void refuse(Budget budget, HttpServletRequest request, HttpServletResponse response) throws IOException {
        meters.counter(REFUSED, "policy", budget.policy().code()).increment();
        TooManyRequestsException refusal = new TooManyRequestsException(budget.waiting());
        if (problems.get().resolveException(request, response, null, refusal) == null) {
            // A process without the API describes no problems.
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.waitSeconds()));
            response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
        }
    }
}
