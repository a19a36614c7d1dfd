package io.minicrm.api;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
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
    void error(@RequestAttribute(name = RequestDispatcher.ERROR_STATUS_CODE, required = false) @Nullable Integer code) {
        HttpStatus status = code == null ? HttpStatus.NOT_FOUND : HttpStatus.resolve(code);
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        String detail = code == null
                ? Problems.NOTHING_HERE
                : "The request was answered with %d %s".formatted(known.value(), known.getReasonPhrase());
        throw new ErrorResponseException(known, ProblemDetail.forStatusAndDetail(known, detail), null);
    }
}
