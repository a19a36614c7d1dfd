package io.minicrm.api;

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
            "The request is not well-formed HTTP, or too long; percent-encode special characters"
                    + " in its path and query, and do not use . or .. in the path";

    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int code = response.getStatus();
        if (code < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus status = HttpStatus.resolve(code);
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
