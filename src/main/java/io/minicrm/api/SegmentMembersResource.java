package io.minicrm.api;

import io.minicrm.lead.Lead;
import io.minicrm.problem.InputFault;
import io.minicrm.segment.Field;
import io.minicrm.segment.FieldCatalog;
import io.minicrm.segment.FieldValues;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleExplanation;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentDefinition;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Shows who is in a segment and why, and which values a rule can compare with. */
@RestController
@RequestMapping("/api/v1/segments")
@Tag(name = "Segments")
final class SegmentMembersResource {

    private static final int TOP_VALUES = 50;
    private static final int MAX_SEARCH = 200;

    private final Store store;
    private final Clock clock;

    SegmentMembersResource(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @EndsWithClient
    @GetMapping("/{id}/leads")
    @Operation(summary = "List the leads that a segment selects now, ordered by id")
    Page<LeadView> members(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return members(find(id).rule(), PageRequest.of(limit, cursor));
    }

    @EndsWithClient
    @PostMapping("/leads")
    @Operation(summary = "List the leads that rules select now, ordered by id")
    Page<LeadView> members(
            @RequestBody RulesRequest request,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return members(SegmentDefinition.parseRules(request.rules(), catalog()), page);
    }

    @EndsWithClient
    @GetMapping("/{id}/leads/{lead}/why")
    @Operation(summary = "Explain why a lead is in a segment or not, rule by rule")
    Answer<Why> why(@PathVariable String id, @PathVariable("lead") String leadId) {
        Segment segment = find(id);
        Lead lead = store.leads().find(leadId).orElseThrow(() -> new NotFoundException("lead", leadId));
        return Answer.of(why(segment.id(), segment.rule(), lead));
    }

    @EndsWithClient
    @PostMapping("/why")
    @Operation(
            summary = "Explain why rules select a lead or not, rule by rule",
            description = "The explanation has the shape of the rules: each group and each rule with matched, and each"
                    + " rule with the actual value of the lead.")
    Answer<Why> why(@RequestBody WhyRequest request) {
        Rule rule = SegmentDefinition.parseRules(request.rules(), catalog());
        String leadId = InvalidRequestException.required("lead_id", request.leadId());
        Lead lead = store.leads()
                .find(leadId)
                .orElseThrow(
                        () -> InvalidRequestException.of(InputFault.NOT_FOUND, "lead_id", "is not the id of a lead"));
        return Answer.of(why(null, rule, lead));
    }

    @EndsWithClient
    @GetMapping("/fields/{name}/values")
    @Operation(
            summary = "List the most frequent values of a field",
            description = "Looks at the first 100,000 leads by id; complete says whether those are all. q selects the"
                    + " values that contain it, ignoring case. min and max are those of numbers, or else of dates.")
    Answer<FieldValuesView> values(@PathVariable String name, @RequestParam(required = false) @Nullable String q) {
        if (q != null && q.length() > MAX_SEARCH) {
            throw InvalidRequestException.of("q", "has more than %d characters".formatted(MAX_SEARCH));
        }
        Field field = Field.find(name).orElseThrow(() -> new NotFoundException("field", name));
        return Answer.of(
                FieldValuesView.of(name, FieldValues.of(store.audience(), field, q == null ? "" : q, TOP_VALUES)));
    }

    private Page<LeadView> members(Rule rule, PageRequest page) {
        List<Lead> found = store.audience().page(rule, ZonedDateTime.now(clock), page.after(), page.fetch());
        return Page.of(page, found, Lead::id, LeadView::all);
    }

    private Why why(@Nullable String segmentId, Rule rule, Lead lead) {
        RuleExplanation explanation = RuleExplanation.of(rule, lead, ZonedDateTime.now(clock));
        return new Why(segmentId, lead.id(), explanation.matched(), explanation);
    }

    private FieldCatalog catalog() {
        return FieldCatalog.of(
                store.leads().attributeTypes(), store.attributes().all());
    }

    private Segment find(String id) {
        return store.segments().find(id).orElseThrow(() -> new NotFoundException("segment", id));
    }

    /** @param rules a rule group as React Query Builder writes it */
    record RulesRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Object.class) @Nullable
            JsonNode rules) {}

    /** @param rules a rule group as React Query Builder writes it */
    record WhyRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Object.class) @Nullable
            JsonNode rules,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String leadId) {}

    /**
     * Whether a lead is in a segment, and the result of each rule.
     *
     * @param segmentId null for rules that are not stored
     */
    record Why(
            @Nullable String segmentId,
            String leadId,
            boolean matched,
            @Schema(implementation = Object.class) RuleExplanation explanation) {}

    /**
     * The values of a field.
     *
     * @param leads how many leads were looked at
     * @param complete whether those are all leads
     * @param withValue how many of them have a value
     * @param min the smallest number or earliest date
     * @param max the largest number or latest date
     * @param values the most frequent values, the most frequent first
     */
    record FieldValuesView(
            String name,
            long leads,
            boolean complete,
            long withValue,
            @Schema(implementation = Object.class) @Nullable Object min,
            @Schema(implementation = Object.class) @Nullable Object max,
            List<ValueCount> values) {

        static FieldValuesView of(String name, FieldValues found) {
            return new FieldValuesView(
                    name,
                    found.leads(),
                    found.isComplete(),
                    found.withValue(),
                    found.min(),
                    found.max(),
                    found.top().stream()
                            .map(each -> new ValueCount(each.value(), each.leads()))
                            .toList());
        }
    }

    /**
     * A value and how many leads have it.
     *
     * @param value a text, number or boolean
     */
    record ValueCount(@Schema(implementation = Object.class) Object value, long leads) {}
}
