package io.minicrm.api;

import io.minicrm.lead.AttributeCounts;
import io.minicrm.problem.Precondition;
import io.minicrm.segment.Audience;
import io.minicrm.segment.FieldCatalog;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounter;
import io.minicrm.segment.SegmentDefinition;
import io.minicrm.segment.Unasked;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Stores segments and shows which leads they select. */
@RestController
@RequestMapping("/api/v1/segments")
@Tag(name = "Segments")
final class SegmentsResource {

    private static final int SAMPLE_SIZE = 10;

    private final Store store;
    private final SegmentCounter counter;
    private final AttributeCounts counts;
    private final EntityTags tags;
    private final Clock clock;

    SegmentsResource(Store store, SegmentCounter counter, AttributeCounts counts, EntityTags tags, Clock clock) {
        this.counter = counter;
        this.counts = counts;
        this.tags = tags;
        this.store = store;
        this.clock = clock;
    }

    @PostMapping
    @Operation(summary = "Create a segment")
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    ResponseEntity<Answer<SegmentView>> create(
            @RequestBody SegmentRequest request,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed) {
        return save(
                "segment-" + (seed == null ? UUID.randomUUID().toString() : seed),
                definition(request),
                Precondition.none());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a segment")
    ResponseEntity<Answer<SegmentView>> get(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        return tagged(ResponseEntity.ok(), find(id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change a segment, or create one with this id")
    ResponseEntity<Answer<SegmentView>> put(
            @PathVariable String id,
            @RequestBody SegmentRequest request,
            @Parameter(hidden = true) Conditions conditions) {
        SegmentDefinition.checkId(id);
        return save(id, definition(request), conditions.on(this::tag));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    @Operation(
            summary = "Change a segment",
            description = "A merge patch (RFC 7396) of name and rules: what is left out stays. Of rules, the properties"
                    + " of the group are merged, and a list of rules replaces the present one.")
    ResponseEntity<Answer<SegmentView>> patch(
            @PathVariable String id, @RequestBody JsonNode body, @Parameter(hidden = true) Conditions conditions) {
        SegmentPatch patch = new SegmentPatch(body);
        Precondition<Segment> expected = conditions.on(this::tag);
        return ReadAndWrite.of(() -> find(id), (stored, unchanged) -> {
            expected.check(stored);
            return save(id, patch.definition(stored, this::catalog), unchanged);
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a segment; campaigns keep the rules that they were created with")
    void delete(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        if (!store.segments().delete(id, conditions.on(this::tag))) {
            throw new NotFoundException("segment", id);
        }
    }

    @EndsWithClient
    @PostMapping("/preview")
    @Operation(summary = "Count the leads that rules select, and show the first ten")
    Answer<Preview> preview(@RequestBody SegmentMembersResource.RulesRequest request) {
        return Answer.of(preview(SegmentDefinition.parseRules(request.rules(), catalog())));
    }

    @EndsWithClient
    @GetMapping("/{id}/preview")
    @Operation(summary = "Count the leads that a segment selects now, and show the first ten")
    Answer<Preview> preview(@PathVariable String id) {
        return Answer.of(view(counter.preview(find(id), ZonedDateTime.now(clock), SAMPLE_SIZE)));
    }

    @GetMapping("/fields")
    @Operation(
            summary = "List the fields that rules can use, with their types and operators",
            description = "leads says how many leads have an attribute, as of a short while ago.")
    Answer<List<FieldCatalog.Entry>> fields() {
        return Answer.of(catalog().fields(counts.get().orElse(null)));
    }

    private SegmentDefinition definition(SegmentRequest request) {
        return SegmentDefinition.parse(request.name(), request.rules(), catalog());
    }

    private ResponseEntity<Answer<SegmentView>> save(
            String id, SegmentDefinition definition, Precondition<Segment> precondition) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var segment = new Segment(id, definition.name(), definition.rule(), now, now);
        Optional<Segment> replaced = store.segments().save(segment, precondition);
        if (replaced.isEmpty()) {
            return tagged(ResponseEntity.created(URI.create("/api/v1/segments/" + id)), segment);
        }
        Instant createdAt = replaced.get().createdAt();
        return tagged(ResponseEntity.ok(), new Segment(id, definition.name(), definition.rule(), createdAt, now));
    }

    private ResponseEntity<Answer<SegmentView>> tagged(ResponseEntity.BodyBuilder answer, Segment segment) {
        return answer.eTag(tag(segment)).body(Answer.of(SegmentView.of(segment)));
    }

    private FieldCatalog catalog() {
        return FieldCatalog.of(
                store.leads().attributeTypes(), store.attributes().all());
    }

    private Preview preview(Rule rule) {
        return view(store.audience().preview(rule, ZonedDateTime.now(clock), SAMPLE_SIZE));
    }

    private static Preview view(Audience.Preview found) {
        return new Preview(
                found.count(),
                LeadView.all(found.sample()),
                found.unasked().stream().map(UnaskedView::of).toList());
    }

    private String tag(Segment segment) {
        return tags.of(SegmentView.of(segment));
    }

    private Segment find(String id) {
        return store.segments().find(id).orElseThrow(() -> new NotFoundException("segment", id));
    }

    /** @param rules a rule group as React Query Builder writes it */
    record SegmentRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "High spenders") @Nullable
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Object.class) @Nullable
            JsonNode rules) {}

    /**
     * A segment as the API shows it.
     *
     * @param rules the rule group, as React Query Builder reads it
     */
    record SegmentView(
            String segmentId,
            String name,
            @Schema(implementation = Object.class) JsonNode rules,
            Instant createdAt,
            Instant updatedAt) {

        static SegmentView of(Segment segment) {
            return new SegmentView(
                    segment.id(),
                    segment.name(),
                    RuleJson.write(segment.rule()),
                    segment.createdAt(),
                    segment.updatedAt());
        }
    }

    /**
     * The leads that rules select.
     *
     * @param sample the first leads by id, at most {@value #SAMPLE_SIZE}
     * @param unasked the conditions that cannot be asked of every lead
     */
    record Preview(long count, List<LeadView> sample, List<UnaskedView> unasked) {}

    /**
     * Leads that a condition cannot be asked of, so that they do not fulfil it.
     *
     * @param type the type of value that the condition compares with
     * @param withoutValue leads without a value in the field
     * @param otherType leads whose value has another type
     */
    record UnaskedView(String field, String type, long withoutValue, long otherType) {

        static UnaskedView of(Unasked unasked) {
            return new UnaskedView(
                    unasked.field().path(), unasked.type().code(), unasked.withoutValue(), unasked.otherType());
        }
    }
}
