package io.minicrm.api;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers errors that happen outside the resources, such as a method that the server never allows. The server forwards
 * such requests to {@code /error}; a client that asks for this path itself finds nothing.
 */
@RestController
@Hidden
final class ErrorResource implements ErrorController {

    @RequestMapping("/error")
    void error(
            @RequestAttribute(name = RequestDispatcher.ERROR_STATUS_CODE, required = false) @Nullable Integer code,
            @RequestAttribute(name = RequestDispatcher.ERROR_REQUEST_URI, required = false) @Nullable String path) {
        HttpStatus status = code == null ? HttpStatus.NOT_FOUND : HttpStatus.resolve(code);
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(known, detail(known));
        problem.setInstance(uri(path));
        throw new ErrorResponseException(known, problem, null);
    }

    private static String detail(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> Problems.NOTHING_HERE;
            case BAD_REQUEST -> ProblemReportValve.MALFORMED;
            default -> "The request was answered with %d %s".formatted(status.value(), status.getReasonPhrase());
        };
    }

    /** The path that the client asked for; null if it cannot be written as a URI. */
    private static @Nullable URI uri(@Nullable String path) {
        try {
            return path == null ? null : new URI(path);
        } catch (URISyntaxException noUri) {
            return null;
        }
    }
}
