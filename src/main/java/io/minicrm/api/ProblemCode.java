package io.minicrm.api;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The kinds of problems, for programs. {@code docs/problems.md} explains each. Codes never change; a status may get
 * further ones.
 */
enum ProblemCode {
    // The first of each status is the one of problems that have no kind of their own.
    INVALID_REQUEST(HttpStatus.BAD_REQUEST),
    NOT_AUTHENTICATED(HttpStatus.UNAUTHORIZED),
    LOG_IN_REFUSED(HttpStatus.UNAUTHORIZED),
    RECEIPT_NOT_SIGNED(HttpStatus.UNAUTHORIZED),
    FORBIDDEN(HttpStatus.FORBIDDEN),
    SCOPE_MISSING(HttpStatus.FORBIDDEN),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    CONFLICT(HttpStatus.CONFLICT),
    STATUS_CONFLICT(HttpStatus.CONFLICT),
    REQUEST_IN_PROGRESS(HttpStatus.CONFLICT),
    PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    WRONG_HOST(HttpStatusCode.valueOf(421)),
    IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT),
    PRECONDITION_REQUIRED(HttpStatus.PRECONDITION_REQUIRED),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    KAFKA_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE);

    private static final String TYPES = "urn:problem-type:mini-crm:";
    private static final int FIRST_SERVER_ERROR = 500;

    private final HttpStatusCode status;

    ProblemCode(HttpStatusCode status) {
        this.status = status;
    }

    /** The code of problems with that status that have no kind of their own. */
    static ProblemCode of(HttpStatusCode status) {
        return Arrays.stream(values())
                .filter(each -> each.status.value() == status.value())
                .findFirst()
                .orElse(status.value() < FIRST_SERVER_ERROR ? INVALID_REQUEST : INTERNAL_ERROR);
    }

    HttpStatusCode status() {
        return status;
    }

    /** As answers contain it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the problem, as RFC 9457 defines it. */
    URI type() {
        return URI.create(TYPES + code());
    }
}
