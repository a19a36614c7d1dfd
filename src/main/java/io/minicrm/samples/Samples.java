package io.minicrm.samples;

import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.CsvMapping;
import io.minicrm.lead.ImportResult;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.segment.FieldCatalog;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentDefinition;
import io.minicrm.segment.Segments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores 2,240 sample customers, and a segment of the 602 among them who spent more than 1,000. Safe to repeat: what is
 * stored already stays. Their addresses belong to example.com, which receives no mail.
 */
public final class Samples {

    /** The segment's id. */
    public static final String SEGMENT_ID = "high-spenders";

    /** A campaign that fits the segment. */
    public static final String CAMPAIGN_NAME = "Thank you, high spenders";

    /** A message that every member of the segment has the fields for. */
    public static final String MESSAGE =
            "Hi {{name}}, thank you for {{purchases}} purchases! Your next one ships free to {{country}}.";

    /** The rules of the segment, as React Query Builder writes them. */
    public static final String RULES = """
            {"combinator": "and", "rules": [{"field": "total_spend", "operator": ">", "value": 1000}]}
            """;

    /** The name of the file of customers. */
    public static final String FILE = "customers.csv";

    /** The segment's name. */
    public static final String SEGMENT_NAME = "High spenders";

    private static final JsonMapper JSON = new JsonMapper();

    private final Leads leads;
    private final AttributeDefinitions attributes;
    private final CsvImport csv;
    private final Segments segments;
    private final InstantSource clock;

    /**
     * @param csv stores the leads
     * @param clock the creation time of the segment
     */
    public Samples(
            Leads leads, AttributeDefinitions attributes, CsvImport csv, Segments segments, InstantSource clock) {
        this.leads = leads;
        this.attributes = attributes;
        this.csv = csv;
        this.segments = segments;
        this.clock = clock;
    }

    /** What is stored now. */
    public record Stored(ImportResult leads, Segment segment) {}

    /**
     * Stores the samples. A segment with the id {@value #SEGMENT_ID} stays as it is.
     *
     * @throws SamplesRefusedException if a lead with the id of a sample has another e-mail address, so that it is
     *     somebody else; nothing is stored
     */
    public Stored store() {
        refuseToReplaceOthers();
        ImportResult imported = read(file -> csv.run(file, CsvMapping.DEFAULT));
        return new Stored(imported, segments.find(SEGMENT_ID).orElseGet(this::storeSegment));
    }

    private void refuseToReplaceOthers() {
        Map<String, String> emails = read(Samples::emailsById);
        leads.contacts(emails.keySet()).stream()
                .filter(lead -> !Objects.requireNonNullElse(lead.email(), "").equals(emails.get(lead.id())))
                .map(Lead::id)
                .min(String::compareTo)
                .ifPresent(id -> {
                    throw new SamplesRefusedException(id);
                });
    }

    private Segment storeSegment() {
        FieldCatalog fields = FieldCatalog.of(leads.attributeTypes(), attributes.all());
        SegmentDefinition definition = SegmentDefinition.parse(SEGMENT_NAME, JSON.readTree(RULES), fields);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var segment = new Segment(SEGMENT_ID, definition.name(), definition.rule(), now, now);
        segments.save(segment);
        return segment;
    }

    /** The first two columns of the file, in which no cell is quoted; some customers have no e-mail address. */
    private static Map<String, String> emailsById(InputStream file) {
        return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                .lines()
                .skip(1)
                .map(line -> line.split(",", 3))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
    }

    /** The customers as CSV, with a header. The caller closes it. */
    public static InputStream file() {
        return Objects.requireNonNull(Samples.class.getResourceAsStream(FILE), FILE);
    }

    private static <T> T read(Function<InputStream, T> reader) {
        try (InputStream file = file()) {
            return reader.apply(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
