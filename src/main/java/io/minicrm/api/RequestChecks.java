package io.minicrm.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests that would fail later, inside the libraries, with a status that blames the server: an unreadable
 * query string, a body that no resource reads, headers that are too long. It runs before every other filter, because
 * some of them already read parameters.
 */
final class RequestChecks extends OncePerRequestFilter {

    /** The most that Tomcat reads of request line and headers. Beyond it, Tomcat answers by itself, always with 400. */
    static final int MAX_HEAD_BYTES = 64 << 10;

    static final int MAX_HEADERS = 100;

    private static final int MAX_TARGET_LENGTH = 8_000;
    private static final int MAX_HEADERS_LENGTH = 16_000;

    private final HandlerExceptionResolver problems;

    /** @param problems turns exceptions into answers, as for exceptions of the resources */
    RequestChecks(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().startsWith("//")) {
            // Not a URI reference to a path: what follows the slashes would be a host.
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            checkLength(request);
            checkPath(request);
            checkContentType(request);
            checkContentEncoding(request);
            checkParameters(request);
        } catch (ErrorResponseException | HttpMediaTypeNotSupportedException refused) {
            problems.resolveException(request, response, null, refused);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void checkLength(HttpServletRequest request) {
        String query = request.getQueryString();
        int target = request.getRequestURI().length() + (query == null ? 0 : query.length());
        if (target > MAX_TARGET_LENGTH) {
            throw refusal(
                    HttpStatus.URI_TOO_LONG,
                    "Path and query have %d characters; the limit is %d".formatted(target, MAX_TARGET_LENGTH));
        }
        int count = 0;
        int headers = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                count++;
                headers += name.length() + value.length();
            }
        }
        if (count > MAX_HEADERS) {
            throw refusal(
                    HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The request has %d headers; the limit is %d".formatted(count, MAX_HEADERS));
        }
        if (headers > MAX_HEADERS_LENGTH) {
            throw refusal(
                    HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The headers have %d characters; the limit is %d".formatted(headers, MAX_HEADERS_LENGTH));
        }
    }

    /** What follows a semicolon would be cut off, so that the request would be about something else than it says. */
    private static void checkPath(HttpServletRequest request) {
        if (request.getRequestURI().indexOf(';') >= 0) {
            throw refusal(HttpStatus.BAD_REQUEST, "The path contains a semicolon; percent-encode it as %3B");
        }
    }

    private static void checkContentType(HttpServletRequest request) throws HttpMediaTypeNotSupportedException {
        String given = request.getContentType();
        if (given == null) {
            return;
        }
        MediaType type;
        try {
            type = MediaType.parseMediaType(given);
        } catch (InvalidMediaTypeException unreadable) {
            throw new HttpMediaTypeNotSupportedException((MediaType) null, List.of(MediaType.APPLICATION_JSON));
        }
        // No resource reads forms, but the servlet container does, and fails where their syntax is wrong.
        boolean isForm = type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED) && hasBody(request);
        if (!type.isConcrete() || type.getType().equals("multipart") || isForm) {
            throw new HttpMediaTypeNotSupportedException(type, List.of(MediaType.APPLICATION_JSON));
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static void checkContentEncoding(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity") && hasBody(request)) {
            throw refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "A Content-Encoding is not supported; send the body uncompressed, without this header");
        }
    }

    private static void checkParameters(HttpServletRequest request) {
        try {
            request.getParameterMap();
        } catch (IllegalStateException unreadable) {
            throw refusal(
                    HttpStatus.BAD_REQUEST,
                    "The query string cannot be read; percent-encode special characters (% as %25) in UTF-8, name every"
                            + " parameter, and send at most 1,000 of them");
        }
    }

    private static ErrorResponseException refusal(HttpStatus status, @Nullable String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
