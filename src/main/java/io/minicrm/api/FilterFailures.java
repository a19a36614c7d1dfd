package io.minicrm.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Answers an exception of a filter like one of a resource: a store that is away while a key is checked is a 503 and not
 * a 500.
 */
final class FilterFailures extends OncePerRequestFilter {

    private final HandlerExceptionResolver problems;

    /** @param problems turns exceptions into answers */
    FilterFailures(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException failure) {
            if (response.isCommitted() || problems.resolveException(request, response, null, failure) == null) {
                throw failure;
            }
        }
    }
}
