package io.minicrm.api;

import io.minicrm.text.StoredText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Refuses path variables and query parameters that no store can keep, before they reach one. */
final class WellFormedParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> check(String.valueOf(name), String.valueOf(value)));
        }
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                check(name, value);
            }
        });
        return true;
    }

    private static void check(String name, String value) {
        if (!StoredText.isWellFormed(value)) {
            throw InvalidRequestException.of(name, "contains a NUL or a broken character; remove it");
        }
    }
}
