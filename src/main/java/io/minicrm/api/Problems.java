package io.minicrm.api;

import io.minicrm.access.LogInRefusedException;
import io.minicrm.access.Scope;
import io.minicrm.access.TooManyRequestsException;
import io.minicrm.access.UserConflictException;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.importing.ImportConflictException;
import io.minicrm.importing.ImportNotPossibleException;
import io.minicrm.importing.ImportQueueFullException;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.PublishFailedException;
import io.minicrm.launch.ApprovalRefusedException;
import io.minicrm.launch.CampaignStatusConflictException;
import io.minicrm.launch.IdempotencyConflictException;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import io.minicrm.samples.SamplesRefusedException;
import io.minicrm.store.Store;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Answers every failure with {@code application/problem+json} (RFC 9457). Internal errors are logged and not shown. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {

    private static final String NOT_ALLOWED = "You may not do this; GET /api/v1/me lists your scopes";

    static final String NOTHING_HERE = "There is nothing at this path; GET /v3/api-docs lists all paths";

    /** Says in metrics that the client has closed the connection, as proxies name it. */
    private static final int CLIENT_LEFT = 499;

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Store store;

    Problems(Store store) {
        this.store = store;
    }

    @ExceptionHandler
    ResponseEntity<Object> invalidInput(InvalidInputException exception) {
        HttpStatus status = switch (exception.fault()) {
            case INVALID -> HttpStatus.BAD_REQUEST;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
        };
        return problem(status, exception.getMessage(), exception.problems());
    }

    @ExceptionHandler
    ResponseEntity<Object> campaignNotFound(CampaignNotFoundException exception) {
        return problem(HttpStatus.NOT_FOUND, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NotFoundException exception) {
        return problem(HttpStatus.NOT_FOUND, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> conflict(CampaignStatusConflictException exception) {
        return problem(ProblemCode.STATUS_CONFLICT, exception.getMessage(), List.of());
    }

    /** The current tag is there for a client that wants to overwrite whatever there is now. */
    @ExceptionHandler
    ResponseEntity<Object> changed(PreconditionFailedException exception) {
        var headers = new HttpHeaders();
        headers.setETag(exception.current());
        return problem(HttpStatus.PRECONDITION_FAILED, headers, exception.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Object> unconditional(PreconditionRequiredException exception) {
        return problem(HttpStatus.PRECONDITION_REQUIRED, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> approvalRefused(ApprovalRefusedException exception) {
        return problem(HttpStatus.CONFLICT, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> tooLarge(BodyTooLargeException exception) {
        return problem(HttpStatus.CONTENT_TOO_LARGE, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> ended(ImportEndedException exception) {
        return problem(ProblemCode.STATUS_CONFLICT, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> notPossibleNow(ImportNotPossibleException exception) {
        LOG.warn("An import was not accepted: {} ({})", exception.getMessage(), exception.getCause());
        return unavailable(ProblemCode.UNAVAILABLE, String.valueOf(exception.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Object> queueFull(ImportQueueFullException exception) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return problem(HttpStatus.TOO_MANY_REQUESTS, headers, exception.getMessage());
    }

    @ExceptionHandler({IdempotencyConflictException.class, ImportConflictException.class})
    ResponseEntity<Object> otherRequestOfSameKey(IllegalStateException exception) {
        return problem(ProblemCode.IDEMPOTENCY_KEY_REUSED, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> repeated(IdempotencyException exception) {
        var headers = new HttpHeaders();
        if (exception.code() == ProblemCode.REQUEST_IN_PROGRESS) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return respond(exception.code().status(), headers, body(exception.code(), exception.getMessage(), List.of()));
    }

    @ExceptionHandler
    ResponseEntity<Object> malformed(MalformedJsonException exception) {
        return problem(
                HttpStatus.BAD_REQUEST,
                exception.fault().detail(),
                exception.fault().problems());
    }

    @ExceptionHandler
    ResponseEntity<Object> busy(ServerBusyException exception) {
        return unavailable(ProblemCode.UNAVAILABLE, String.valueOf(exception.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Object> unsigned(UnsignedReceiptException exception) {
        return problem(ProblemCode.RECEIPT_NOT_SIGNED, exception.getMessage(), List.of());
    }

    /** Nobody has logged in, or the key is not accepted. RFC 6750 wants the header. */
    @ExceptionHandler
    ResponseEntity<Object> notAuthenticated(AuthenticationException exception) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        String detail = exception instanceof InvalidBearerTokenException
                ? exception.getMessage()
                : "This needs a log-in; in programs, send Authorization: Bearer and an API key";
        return problem(HttpStatus.UNAUTHORIZED, headers, detail);
    }

    @ExceptionHandler
    ResponseEntity<Object> notAllowed(AccessDeniedException exception) {
        return problem(ProblemCode.SCOPE_MISSING, reason(exception), List.of());
    }

    private static @Nullable String reason(AccessDeniedException exception) {
        if (!(exception instanceof AuthorizationDeniedException denied)) {
            return exception.getMessage();
        }
        return denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision
                ? decision.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .flatMap(code -> Scope.ofCode(code).stream())
                        .findFirst()
                        .map(Caller::missing)
                        .orElse(NOT_ALLOWED)
                : NOT_ALLOWED;
    }

    @ExceptionHandler
    ResponseEntity<Object> logInRefused(LogInRefusedException exception) {
        return problem(ProblemCode.LOG_IN_REFUSED, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> tooMany(TooManyRequestsException exception) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(exception.waitSeconds()));
        return problem(HttpStatus.TOO_MANY_REQUESTS, headers, exception.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Object> userConflict(UserConflictException exception) {
        return problem(HttpStatus.CONFLICT, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> samplesRefused(SamplesRefusedException exception) {
        return problem(HttpStatus.CONFLICT, exception.getMessage(), List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> unknownTopic(UnknownTopicException exception) {
        return problem(HttpStatus.NOT_FOUND, exception.getMessage(), List.of());
    }

    @ExceptionHandler({PublishFailedException.class, BrokerUnreachableException.class})
    ResponseEntity<Object> brokerUnreachable(Exception exception) {
        LOG.warn("Kafka does not answer: {}", exception.toString());
        return unavailable(ProblemCode.KAFKA_UNAVAILABLE, "Kafka does not answer; try again");
    }

    @ExceptionHandler
    ResponseEntity<Object> left(ClientLeftException exception) {
        LOG.debug("What was read for a client was stopped", exception);
        return ResponseEntity.status(CLIENT_LEFT).build();
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unexpected(Exception exception, WebRequest request) throws Exception {
        if (Causes.isLostClient(exception)) {
            return null;
        }
        if (Causes.find(exception, BadRequestException.class) != null) {
            return problem(HttpStatus.BAD_REQUEST, ProblemReportValve.MALFORMED, List.of());
        }
        if (store.isUnavailable(exception)) {
            LOG.warn("The store does not answer: {}", exception.toString());
            return unavailable(ProblemCode.STORE_UNAVAILABLE, "The store does not answer; try again");
        }
        LOG.error("{} failed", request.getDescription(false), exception);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "An internal error occurred; the cause is in the log of the server",
                List.of());
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (Causes.find(exception, BodyTooLargeException.class) instanceof BodyTooLargeException tooLarge) {
            return tooLarge(tooLarge);
        }
        if (Causes.find(exception, JacksonException.class) instanceof JacksonException json) {
            JsonFault fault = JsonFault.of(json);
            return problem(status, fault.detail(), fault.problems());
        }
        return problem(status, "The body is missing or cannot be read; send a JSON object", List.of());
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String field = exception instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(exception.getPropertyName());
        FieldProblem problem = mismatch(field, exception);
        return problem(status, problem.toString(), List.of(problem));
    }

    /** Parameters that are read as one record. */
    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldProblem> problems = exception.getFieldErrors().stream()
                .map(error -> error.contains(TypeMismatchException.class)
                        ? mismatch(error.getField(), error.unwrap(TypeMismatchException.class))
                        : new FieldProblem(error.getField(), "cannot be read"))
                .toList();
        String detail = problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
        return problem(status, detail, problems);
    }

    private static FieldProblem mismatch(String field, TypeMismatchException exception) {
        return new FieldProblem(
                field,
                "is \"%s\"; it must be %s"
                        .formatted(exception.getValue(), JsonFault.typeName(exception.getRequiredType())));
    }

    @Override
    protected ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        byte[] page = Pages.notFoundPage(exception.getResourcePath(), request.getHeader(HttpHeaders.ACCEPT));
        if (page != null) {
            return ResponseEntity.status(status)
                    .contentType(MediaType.TEXT_HTML)
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .body(page);
        }
        return problem(status, Pages.isPage(exception.getResourcePath()) ? Pages.NO_PAGES : NOTHING_HERE, List.of());
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException exception,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var allowed = exception.getSupportedHttpMethods();
        String names = allowed == null
                ? "none"
                : String.join(
                        ", ", allowed.stream().map(HttpMethod::name).sorted().toList());
        return problem(
                status, headers, "%s is not supported here; supported: %s".formatted(exception.getMethod(), names));
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException exception,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return problem(
                status,
                headers,
                "The Content-Type is %s; send %s"
                        .formatted(
                                exception.getContentType() == null
                                        ? "missing or unreadable"
                                        : "\"%s\", which is not supported here".formatted(exception.getContentType()),
                                MediaType.toString(exception.getSupportedMediaTypes())));
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (!(body instanceof ProblemDetail given)) {
            return problem(status, headers, null);
        }
        ProblemDetail problem = body(status, given.getDetail(), List.of());
        problem.setInstance(given.getInstance());
        return respond(status, headers, problem);
    }

    private static ResponseEntity<Object> unavailable(ProblemCode code, String detail) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return respond(code.status(), headers, body(code, detail, List.of()));
    }

    static ResponseEntity<Object> problem(HttpStatusCode status, @Nullable String detail, List<FieldProblem> problems) {
        return respond(status, HttpHeaders.EMPTY, body(status, detail, problems));
    }

    private static ResponseEntity<Object> problem(
            ProblemCode code, @Nullable String detail, List<FieldProblem> problems) {
        return respond(code.status(), HttpHeaders.EMPTY, body(code, detail, problems));
    }

    private static ResponseEntity<Object> problem(HttpStatusCode status, HttpHeaders headers, @Nullable String detail) {
        return respond(status, headers, body(status, detail, List.of()));
    }

    private static ProblemDetail body(HttpStatusCode status, @Nullable String detail, List<FieldProblem> problems) {
        ProblemDetail body = body(ProblemCode.of(status), detail, problems);
        body.setStatus(status.value());
        return body;
    }

    private static ProblemDetail body(ProblemCode code, @Nullable String detail, List<FieldProblem> problems) {
        ProblemDetail body = ProblemDetail.forStatus(code.status());
        body.setType(code.type());
        body.setDetail(detail);
        body.setProperty("success", false);
        body.setProperty("code", code.code());
        if (!problems.isEmpty()) {
            body.setProperty("errors", problems);
        }
        return body;
    }

    private static ResponseEntity<Object> respond(HttpStatusCode status, HttpHeaders headers, ProblemDetail body) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }
}
