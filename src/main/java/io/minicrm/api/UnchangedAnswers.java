package io.minicrm.api;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Answers {@code GET} with {@code If-None-Match: *} by 304: what has a tag exists, and so it is one of "any" (RFC 9110,
 * 13.1.2). Spring compares single tags only.
 */
@RestControllerAdvice
final class UnchangedAnswers implements ResponseBodyAdvice<Object> {

    private static final String ANYTHING = "*";

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        String known = request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH);
        if (known == null
                || !known.strip().equals(ANYTHING)
                || request.getMethod() != HttpMethod.GET
                || response.getHeaders().getETag() == null) {
            return body;
        }
        response.setStatusCode(HttpStatus.NOT_MODIFIED);
        return null;
    }
}
