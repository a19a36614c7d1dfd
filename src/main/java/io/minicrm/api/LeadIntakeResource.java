package io.minicrm.api;

import io.minicrm.lead.Leads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Many leads at once. Bodies are read as they arrive, in constant memory; what can be taken is kept, the rest is told. */
@RestController
@RequestMapping("/api/v1/leads")
@Tag(name = "Leads")
final class LeadIntakeResource {

    private final Leads leads;
    private final JsonMapper json;
    private final Clock clock;

    LeadIntakeResource(Leads leads, JsonMapper json, Clock clock) {
        this.leads = leads;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping(path = "/bulk", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Store many leads",
            description = "A JSON array of leads, or one lead a line as application/x-ndjson; of any length.")
    Answer<LeadBatch.Intake> array(@Parameter(hidden = true) InputStream body) throws IOException {
        return read(stream -> stream.readArray(body));
    }

    @PostMapping(path = "/bulk", consumes = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(summary = "Store many leads")
    Answer<LeadBatch.Intake> lines(@Parameter(hidden = true) InputStream body) throws IOException {
        return read(stream -> stream.readLines(body));
    }

    private Answer<LeadBatch.Intake> read(Reading reading) throws IOException {
        var batch = new LeadBatch(leads);
        try {
            reading.read(new LeadStream(json, clock.instant(), batch));
        } catch (InvalidRequestException wrong) {
            throw brokenOff(
                    HttpStatus.BAD_REQUEST,
                    "The body " + wrong.problems().getFirst().message(),
                    wrong,
                    batch);
        } catch (CharacterCodingException notUtf8) {
            throw brokenOff(HttpStatus.BAD_REQUEST, "The body is not UTF-8", notUtf8, batch);
        } catch (BodyTooLargeException tooLarge) {
            throw brokenOff(HttpStatus.CONTENT_TOO_LARGE, String.valueOf(tooLarge.getMessage()), tooLarge, batch);
        } catch (JacksonException unreadable) {
            if (Causes.find(unreadable, BodyTooLargeException.class) instanceof BodyTooLargeException tooLarge) {
                throw brokenOff(HttpStatus.CONTENT_TOO_LARGE, String.valueOf(tooLarge.getMessage()), tooLarge, batch);
            }
            if (Causes.find(unreadable, IOException.class) instanceof IOException lost) {
                throw lost;
            }
            throw brokenOff(HttpStatus.BAD_REQUEST, JsonFault.of(unreadable).detail(), unreadable, batch);
        }
        return Answer.of(batch.finish());
    }

    private static BrokenOffException brokenOff(HttpStatus status, String what, Exception cause, LeadBatch batch) {
        LeadBatch.Intake intake = batch.finish();
        return new BrokenOffException(
                status,
                "%s. Before that %d leads were imported, %d updated, %d rejected"
                        .formatted(what, intake.imported(), intake.updated(), intake.rejected()),
                cause);
    }

    @FunctionalInterface
    private interface Reading {
        void read(LeadStream stream) throws IOException;
    }
}
