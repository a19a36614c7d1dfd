package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportJobs;
import io.minicrm.importing.ImportLauncher;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportResult.RowError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Imports as jobs: starts them, follows them and stops them. */
@RestController
@RequestMapping("/api/v1/imports")
@Tag(name = "Leads")
final class ImportJobsResource {

    private static final String CSV = "text/csv";
    private static final String TOTAL = "X-Total-Count";
    private static final int ERRORS_AT_ONCE = 1_000;
    private static final String DESCRIPTION =
            "Send the file (text/csv), or (JSON) the path of a file in a folder of the server's setting IMPORT_PATHS,"
                    + " or the url of a file below an address of its setting IMPORT_URLS, which is downloaded when the"
                    + " import begins. The parameters are those of POST /leads/import. The answer comes at once;"
                    + " GET the Location to follow the import. With an Idempotency-Key header, repeating a request"
                    + " starts no second import; the same key with a different request is refused with 422.";

    private final ImportJobs jobs;
    private final ImportLauncher launcher;
    private final long maxBytes;
    private final JsonMapper json;
    private final InstantSource clock;

    ImportJobsResource(ImportJobs jobs, ImportLauncher launcher, long maxBytes, JsonMapper json, InstantSource clock) {
        this.jobs = jobs;
        this.launcher = launcher;
        this.maxBytes = maxBytes;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(consumes = CSV)
    @Operation(
            summary = "Start an import of a CSV file",
            description = DESCRIPTION,
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(mediaType = CSV, schema = @Schema(type = "string"))))
    @ApiResponse(responseCode = "202", description = "Accepted", useReturnTypeSchema = true)
    ResponseEntity<Answer<ImportView>> upload(
            @Parameter(name = "parameters", schema = @Schema(type = "object", example = "{\"id\": \"ID\"}"))
                    @RequestParam
                    Map<String, String> parameters,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed,
            @RequestHeader HttpHeaders headers,
            @Parameter(hidden = true) InputStream body)
            throws IOException {
        if (headers.getContentLength() > maxBytes) {
            LimitedStream.drain(body, maxBytes);
            throw new BodyTooLargeException(maxBytes);
        }
        InputStream limited = new LimitedStream(body, maxBytes, bytes -> {});
        return accepted(
                launcher.upload(limited, order(LeadParameters.ofImport(parameters, headers.getContentType()), seed)));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Start an import of a CSV file", description = DESCRIPTION)
    @ApiResponse(responseCode = "202", description = "Accepted", useReturnTypeSchema = true)
    ResponseEntity<Answer<ImportView>> order(
            @Parameter(name = "parameters", schema = @Schema(type = "object", example = "{\"id\": \"ID\"}"))
                    @RequestParam
                    Map<String, String> parameters,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed,
            @RequestBody SourceRequest request) {
        ImportLauncher.Order order = order(LeadParameters.ofImport(parameters, null), seed);
        String path = request.path();
        String url = request.url();
        if (path != null && url != null) {
            throw InvalidRequestException.of("url", "is given beside path; give one of the two");
        }
        if (path == null && url == null) {
            throw InvalidRequestException.of(
                    "path",
                    "is missing, and so is url; give the absolute path of a CSV file on the server or the url of one,"
                            + " or send the file as text/csv");
        }
        return accepted(path != null ? launcher.path(path, order) : launcher.url(Objects.requireNonNull(url), order));
    }

    private static ImportLauncher.Order order(Map<String, String> parameters, @Nullable String idempotencyKey) {
        return new ImportLauncher.Order(
                parameters, Caller.find().map(Principal::name).orElse(null), idempotencyKey);
    }

    private static ResponseEntity<Answer<ImportView>> accepted(ImportJob job) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/imports/" + job.id()))
                .body(Answer.of(ImportView.of(job)));
    }

    @GetMapping
    @Operation(summary = "List imports, newest first", description = "The last 200 finished imports are kept.")
    Page<ImportView> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(page, jobs.list(page.after(), page.fetch()), ImportJob::id, ImportView::all);
    }

    @GetMapping("/{id}")
    @Operation(
            summary = "Get an import with its progress and totals",
            description =
                    "rows = imported + updated + unchanged + rejected + unread at every moment. The numbers are at most"
                            + " about a second old.")
    Answer<ImportView> get(@PathVariable String id) {
        return Answer.of(ImportView.of(find(id)));
    }

    @GetMapping(path = "/{id}/errors", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            summary = "List the rejected rows of an import, one JSON object per line, in order of line",
            description = "The first 10,000 are kept; the header X-Total-Count says how many there were.")
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            headers = @Header(name = TOTAL, schema = @Schema(type = "integer", format = "int64")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                            schema = @Schema(implementation = RowError.class)))
    void errors(@PathVariable String id, HttpServletResponse response) throws IOException {
        ImportJob job = find(id);
        List<RowError> page = jobs.errors(id, 0, ERRORS_AT_ONCE);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(TOTAL, String.valueOf(job.state().progress().totals().rejected()));
        OutputStream out = response.getOutputStream();
        while (!page.isEmpty()) {
            for (RowError error : page) {
                out.write(json.writeValueAsBytes(error));
                out.write('\n');
            }
            page = page.size() < ERRORS_AT_ONCE
                    ? List.of()
                    : jobs.errors(id, page.getLast().line(), ERRORS_AT_ONCE);
        }
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            summary = "Stop an import",
            description =
                    "A running import stops within about a second. What was stored stays and is counted. An import that"
                            + " has ended otherwise is refused with 409.")
    Answer<ImportView> cancel(@PathVariable String id) {
        find(id);
        boolean isCancelled = jobs.cancel(id, clock.instant());
        ImportJob job = find(id);
        if (!isCancelled && job.state().status() != ImportStatus.CANCELLED) {
            throw new ImportEndedException(id, job.state().status());
        }
        return Answer.of(ImportView.of(job));
    }

    private ImportJob find(String id) {
        return jobs.find(id).orElseThrow(() -> new NotFoundException("import", id));
    }

    /**
     * One of the two.
     *
     * @param path the absolute path of a file on the server
     * @param url the address of a file
     */
    record SourceRequest(
            @Schema(example = "/srv/leads/customers.csv") @Nullable
            String path,

            @Schema(example = "https://files.example.com/leads/customers.csv") @Nullable
            String url) {}
}
