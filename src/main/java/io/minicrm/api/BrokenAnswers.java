package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Breaks the connection if a streamed answer fails after its beginning was sent. A problem would become a part of the
 * answer, and the client would take half of a list for all of it.
 */
final class BrokenAnswers implements HandlerExceptionResolver, Ordered {

    private static final String STREAMED = BrokenAnswers.class.getName() + ".streamed";

    /** Says that the answer to this request is streamed from now on. */
    static void streamed(HttpServletRequest request) {
        request.setAttribute(STREAMED, true);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (request.getAttribute(STREAMED) != null && response.isCommitted() && !(failure instanceof IOException)) {
            // The server closes the connection of a committed answer whose servlet fails.
            throw new IllegalStateException("An answer failed after its beginning was sent", failure);
        }
        return null;
    }
}
