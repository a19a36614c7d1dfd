package io.minicrm.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * Writes errors of requests that never reach our code, for example with a malformed path, as problems like all others.
 */
final class ProblemReportValve extends ErrorReportValve {

    /** The detail of a 400 that the server gives by itself. */
    static final String MALFORMED =
            "The request is not well-formed HTTP/1.1, or too long; percent-encode special characters"
                    + " in its path and query, do not use . or .. in the path,"
                    + " and send bodies with Content-Length or chunked";

    private static final int FIRST_ERROR = 400;

    /**
     * What the server does not implement, a request should not have used: {@code CONNECT}, transfer encodings other
     * than {@code chunked}, versions of HTTP after 1.1. Nothing has failed here, as a status of 5xx would say.
     */
    private static int statusOf(Request request, Response response) {
        return switch (response.getStatus()) {
            case HttpServletResponse.SC_NOT_IMPLEMENTED ->
                "CONNECT".equals(request.getMethod())
                        ? HttpServletResponse.SC_METHOD_NOT_ALLOWED
                        : HttpServletResponse.SC_BAD_REQUEST;
            case HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED -> HttpServletResponse.SC_BAD_REQUEST;
            default -> response.getStatus();
        };
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int code = statusOf(request, response);
        if (code < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus status = HttpStatus.resolve(code);
        response.setStatus(code);
        String title = status == null ? "Error" : status.getReasonPhrase();
        String detail = code == FIRST_ERROR ? MALFORMED : title;
        ProblemCode kind = ProblemCode.of(HttpStatusCode.valueOf(code));
        String body =
                "{\"success\":false,\"type\":\"%s\",\"code\":\"%s\",\"status\":%d,\"title\":\"%s\",\"detail\":\"%s\"}"
                        .formatted(kind.type(), kind.code(), code, title, detail);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        try {
            response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException | IllegalStateException clientLeft) {
            // The client is gone.
        }
    }
}
