package io.minicrm.api;

import io.minicrm.api.LeadBatch.Refusal;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.ImportResult;
import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.LeadJson;
import io.minicrm.lead.LeadJsonStream;
import io.minicrm.lead.Leads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Stores many leads at once. Bodies are streamed, in constant memory. Valid leads are kept, invalid ones reported. */
@RestController
@RequestMapping("/api/v1/leads")
@Tag(name = "Leads")
final class LeadIntakeResource {

    private static final String CSV = "text/csv";

    private final Leads leads;
    private final LeadJson json;
    private final AttributeTypes types;
    private final CsvImport csv;

    LeadIntakeResource(Leads leads, LeadJson json, AttributeTypes types, CsvImport csv) {
        this.types = types;
        this.leads = leads;
        this.json = json;
        this.csv = csv;
    }

    @PostMapping(
            path = "/bulk",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE})
    @Operation(
            summary = "Store many leads, as a JSON array or one per line",
            description =
                    "The body may have any length. A stored lead is merged with what is given: what is left out stays,"
                            + " null and blank texts clear, and mode=replace empties the rest. No request takes back an"
                            + " opt-out. Leads are matched by id, or by key=email or key=phone; a lead without the"
                            + " id gets one. Errors give the position of a lead, from 0, and its line, from 1.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(array = @ArraySchema(schema = @Schema(implementation = LeadView.class)))))
    Answer<LeadBatch.Intake> bulk(
            @Parameter(schema = @Schema(allowableValues = {"merge", "replace"}))
                    @RequestParam(required = false)
                    @Nullable
                    String mode,
            @Parameter(schema = @Schema(allowableValues = {"id", "email", "phone"}))
                    @RequestParam(required = false)
                    @Nullable
                    String key,
            @Parameter(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
            @Parameter(hidden = true) InputStream body) {
        var batch = new LeadBatch(leads, LeadParameters.mode(mode));
        try (var items = new LeadJsonStream(body, json.matchedBy(LeadParameters.key(key)))) {
            if (!items.isArray() && type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
                throw InvalidRequestException.of(
                        "body", "is not a JSON array; send one, or one lead per line as application/x-ndjson");
            }
            takeAll(items, batch);
        }
        return Answer.of(batch.finish());
    }

    private void takeAll(LeadJsonStream items, LeadBatch batch) {
        while (items.hasNext()) {
            LeadJsonStream.Item item = items.next();
            if (item.index() == 0 && items.isMalformed()) {
                throw InvalidRequestException.of("body", item.message());
            }
            take(item, batch);
        }
    }

    private void take(LeadJsonStream.Item item, LeadBatch batch) {
        try {
            item.lead()
                    .map(types::fitJson)
                    .ifPresentOrElse(change -> batch.add(item, change), () -> batch.refuse(Refusal.of(item)));
        } catch (InvalidLeadException misfit) {
            batch.refuse(Refusal.of(item, misfit.problem()));
        }
    }

    @PostMapping(path = "/import", consumes = CSV)
    @Operation(
            summary = "Import leads from a CSV file",
            description =
                    "The body may have any length; delimiter, encoding and header are detected. Parameters map columns"
                            + " to the fields of a lead (id=customerID&name=full_name); the other columns become"
                            + " attributes."
                            + " types=zip:text,age:number sets types, delimiter=; sets the delimiter (tab for a tab),"
                            + " charset the encoding. Leads are matched by id, or by key=email or key=phone;"
                            + " mode=replace empties what the file does not have; make_up_addresses=true gives leads"
                            + " without an address one that only the simulator accepts.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = CSV, schema = @Schema(type = "string"))))
    Answer<ImportResult> importCsv(
            @Parameter(name = "parameters", schema = @Schema(type = "object", example = "{\"id\": \"ID\"}"))
                    @RequestParam
                    Map<String, String> parameters,
            @Parameter(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
            @Parameter(hidden = true) InputStream body) {
        return Answer.of(csv.run(body, LeadParameters.csv(parameters, type)));
    }
}
