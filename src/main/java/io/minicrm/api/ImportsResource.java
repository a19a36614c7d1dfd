package io.minicrm.api;

import io.minicrm.lead.CsvMapping;
import io.minicrm.lead.CsvPreview;
import io.minicrm.lead.ImportPreview;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Looks at files before they are imported. */
@RestController
@RequestMapping("/api/v1/imports")
@Tag(name = "Leads")
final class ImportsResource {

    /** The most that can be sent. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String CSV = "text/csv";

    private final CsvPreview preview;
    private final BodyBudget bodies;

    ImportsResource(CsvPreview preview, BodyBudget bodies) {
        this.preview = preview;
        this.bodies = bodies;
    }

    @PostMapping(path = "/preview", consumes = CSV)
    @Operation(
            summary = "Show what an import of a CSV file would do",
            description =
                    "Send the beginning of the file, 64 KB or so, with the parameters of POST /leads/import. The answer"
                            + " has encoding, delimiter, key and mode, what each column would become, samples of its"
                            + " values, and the rows that would be rejected. Nothing is stored.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = CSV, schema = @Schema(type = "string"))))
    Answer<ImportPreview> preview(
            @Parameter(name = "parameters", schema = @Schema(type = "object", example = "{\"id\": \"ID\"}"))
                    @RequestParam
                    Map<String, String> parameters,
            @RequestHeader HttpHeaders headers,
            @Parameter(hidden = true) InputStream body)
            throws IOException {
        CsvMapping mapping = LeadParameters.csv(parameters, headers.getContentType());
        byte[] beginning =
                bodies.limited(body, headers.getContentLength(), MAX_BYTES).readAllBytes();
        return Answer.of(preview.of(new ByteArrayInputStream(beginning), mapping));
    }
}
