package io.minicrm.api;

import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.LeadJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads leads as JSON from a body of any length, one at a time. */
final class LeadStream {

    /** The longest lead, in bytes: more than the largest that a store would take. */
    static final long MAX_LEAD_BYTES = 4L << 20;

    private final JsonMapper json;
    private final Instant now;
    private final LeadBatch batch;

    LeadStream(JsonMapper json, Instant now, LeadBatch batch) {
        this.json = json;
        this.now = now;
        this.batch = batch;
    }

    /**
     * Reads a JSON array of leads.
     *
     * @throws JacksonException where the text is no JSON; what came before it is in the batch
     */
    void readArray(InputStream body) {
        var limited = new LimitedStream(body, "A lead", MAX_LEAD_BYTES);
        try (JsonParser parser = json.createParser(limited)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw InvalidRequestException.of("", "must be an array of leads");
            }
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                limited.restart();
                JsonNode lead = parser.readValueAsTree();
                try {
                    batch.add(LeadJson.read(lead, now));
                } catch (InvalidLeadException invalid) {
                    batch.refuse(LeadBatch.Refusal.atIndex(i, invalid.field(), invalid.problem()));
                }
            }
            if (parser.nextToken() != null) {
                throw InvalidRequestException.of("", "goes on after the array of leads has ended");
            }
        }
    }

    /** Reads a lead a line (NDJSON); blank lines are passed over. */
    void readLines(InputStream body) throws IOException {
        var limited = new LimitedStream(body, "A line", MAX_LEAD_BYTES);
        // Bytes that are no UTF-8 end the reading instead of becoming question marks in somebody's name.
        var reader = new BufferedReader(new InputStreamReader(limited, StandardCharsets.UTF_8.newDecoder()));
        long line = 0;
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            limited.restart();
            line++;
            if (!text.isBlank()) {
                readLine(line, text);
            }
        }
    }

    private void readLine(long line, String text) {
        try {
            batch.add(LeadJson.read(json.readTree(text), now));
        } catch (InvalidLeadException invalid) {
            batch.refuse(LeadBatch.Refusal.atLine(line, invalid.field(), invalid.problem()));
        } catch (JacksonException malformed) {
            batch.refuse(LeadBatch.Refusal.atLine(
                    line,
                    "",
                    "is not well-formed JSON at column %d: %s"
                            .formatted(malformed.getLocation().getColumnNr(), malformed.getOriginalMessage())));
        }
    }
}
