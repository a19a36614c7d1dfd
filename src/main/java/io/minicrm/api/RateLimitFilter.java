package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.access.RequestLimits;
import io.minicrm.access.RequestLimits.Budget;
import io.minicrm.access.RequestLimits.Policy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests beyond the limit of one policy, and says in headers what is left: {@code RateLimit-Policy} and
 * {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11, one item for each policy.
 */
final class RateLimitFilter extends OncePerRequestFilter {

    private final RateLimits limits;
    private final Policy policy;
    private final Function<HttpServletRequest, Optional<String>> key;

    private RateLimitFilter(RateLimits limits, Policy policy, Function<HttpServletRequest, Optional<String>> key) {
        this.limits = limits;
        this.policy = policy;
        this.key = key;
    }

    /** Limits client addresses. It comes before the log-in, so that guessing keys is limited, too. */
    static RateLimitFilter byAddress(RateLimits limits) {
        return new RateLimitFilter(limits, Policy.ADDRESS, request -> Optional.of(ClientAddress.of(request)));
    }

    /** Limits users and API keys. It comes after the log-in. */
    static RateLimitFilter byPrincipal(RateLimits limits) {
        return new RateLimitFilter(
                limits, Policy.PRINCIPAL, request -> Caller.find().map(Principal::name));
    }

    /** Both filters are in one chain. */
    @Override
    protected String getAlreadyFilteredAttributeName() {
        return super.getAlreadyFilteredAttributeName() + policy;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int cost = RequestCost.of(request);
        Optional<Budget> budget =
                cost == 0 ? Optional.empty() : key.apply(request).flatMap(name -> limits.take(policy, name, cost));
        budget.ifPresent(left -> announce(left, response));
        if (budget.isPresent() && !budget.get().isGranted()) {
            limits.refuse(budget.get(), request, response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void announce(Budget budget, HttpServletResponse response) {
        String name = budget.policy().code();
        response.addHeader(
                "RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, budget.quota(), RequestLimits.BURST_SECONDS));
        response.addHeader("RateLimit", "\"%s\";r=%d;t=%d".formatted(name, budget.left(), seconds(budget.full())));
    }

    /** Rounded up. */
    private static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
