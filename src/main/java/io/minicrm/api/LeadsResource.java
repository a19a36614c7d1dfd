package io.minicrm.api;

import io.minicrm.delivery.Delivery;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadId;
import io.minicrm.lead.LeadJson;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.Precondition;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stores, lists and deletes leads. */
@RestController
@RequestMapping("/api/v1/leads")
@Tag(name = "Leads")
final class LeadsResource {

    private static final int MAX_TOTAL = 10_000;

    private final Store store;
    private final LeadJson json;
    private final AttributeTypes types;
    private final JsonMapper mapper;
    private final EntityTags tags;

    LeadsResource(Store store, LeadJson json, AttributeTypes types, JsonMapper mapper) {
        this.types = types;
        this.store = store;
        this.json = json;
        this.mapper = mapper;
        this.tags = new EntityTags(mapper);
    }

    @PostMapping
    @Operation(
            summary = "Store a lead",
            description = "The id is generated if it is missing. 201 if the lead is new,"
                    + " 200 if one with the same id was stored."
                    + " That one is merged with what is given: what is left out stays, null and blank texts"
                    + " clear, and mode=replace empties the rest. No request takes back an opt-out.")
    ResponseEntity<Answer<LeadView>> post(
            @Parameter(schema = @Schema(allowableValues = {"merge", "replace"}))
                    @RequestParam(required = false)
                    @Nullable
                    String mode,
            @RequestBody JsonNode body,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed) {
        if (seed != null && body instanceof ObjectNode object && !object.hasNonNull("id")) {
            object.put("id", LeadId.of(seed));
        }
        return store(json.read(body), LeadParameters.mode(mode), Precondition.none());
    }

    @EndsWithClient
    @GetMapping
    @Operation(
            summary = "List leads",
            description = "q selects the leads whose id, name, email or phone contains it, ignoring case. The order is"
                    + " by id, or sort; a cursor belongs to its order. Orders by another field than id look through all"
                    + " leads. total=true counts what matches, up to 10,000.")
    LeadPage list(
            @RequestParam(required = false) @Nullable String q,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "id",
                                                "name",
                                                "-name",
                                                "email",
                                                "-email",
                                                "created_at",
                                                "-created_at"
                                            }))
                    @RequestParam(required = false)
                    @Nullable
                    String sort,
            @RequestParam(required = false) @Nullable Boolean total,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        LeadList list = LeadList.of(q, sort);
        Page<LeadView> found = Page.of(page, store.leads().list(list.query(page)), list::position, LeadView::all);
        return new LeadPage(
                true, found.data(), found.nextCursor(), Boolean.TRUE.equals(total) ? total(list.text()) : null);
    }

    private LeadPage.LeadTotal total(@Nullable String text) {
        long count = store.leads().count(text, MAX_TOTAL + 1);
        return new LeadPage.LeadTotal(Math.min(count, MAX_TOTAL), count <= MAX_TOTAL);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a lead")
    ResponseEntity<Answer<LeadView>> get(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        return tagged(ResponseEntity.ok(), find(id));
    }

    @PutMapping("/{id}")
    @Operation(
            summary = "Store a lead under this id",
            description = "201 if the lead is new, 200 if it was stored. What is left out of the body stays, null and"
                    + " blank texts clear, and mode=replace empties the rest. No request takes back an opt-out. The id"
                    + " may be left out of the body.")
    ResponseEntity<Answer<LeadView>> put(
            @PathVariable String id,
            @Parameter(schema = @Schema(allowableValues = {"merge", "replace"}))
                    @RequestParam(required = false)
                    @Nullable
                    String mode,
            @RequestBody JsonNode body,
            @Parameter(hidden = true) Conditions conditions) {
        if (body instanceof ObjectNode object && !object.hasNonNull("id")) {
            object.put("id", id);
        }
        LeadChange change = json.read(body);
        if (!change.key().equals(new LeadKey.ById(id))) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "id", "differs from the id in the path; use the same id, or leave it out");
        }
        return store(change, LeadParameters.mode(mode), conditions.on(this::tag));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    @Operation(
            summary = "Change a lead",
            description =
                    "A merge patch (RFC 7396): what is left out stays, null removes, and attributes are merged name"
                            + " by name, also inside of objects. A patch that would take back an opt-out is refused"
                            + " with 409.")
    ResponseEntity<Answer<LeadView>> patch(
            @PathVariable String id, @RequestBody JsonNode body, @Parameter(hidden = true) Conditions conditions) {
        LeadPatch patch = new LeadPatch(body, json, mapper);
        Precondition<Lead> expected = conditions.on(this::tag);
        return ReadAndWrite.of(() -> find(id), (stored, unchanged) -> {
            expected.check(stored);
            return store(patch.change(stored), StoreMode.MERGE, unchanged);
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a lead; its messages stay in the delivery log")
    void delete(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        if (!store.leads().delete(id, conditions.on(this::tag))) {
            throw new NotFoundException("lead", id);
        }
    }

    @GetMapping("/{id}/deliveries")
    @Operation(summary = "List the messages of a lead, newest campaign first")
    Page<DeliveryView> deliveries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<Delivery> rows = store.deliveries().ofLead(id, page.after(), page.fetch());
        if (rows.isEmpty()) {
            find(id);
        }
        return Page.of(page, rows, Delivery::campaignId, DeliveryView::all);
    }

    private ResponseEntity<Answer<LeadView>> store(LeadChange change, StoreMode mode, Precondition<Lead> precondition) {
        Stored.Outcome outcome = store.leads().store(types.fitJson(change), mode, precondition);
        FieldProblem problem = outcome.problem();
        if (problem != null) {
            throw new InvalidLeadException(problem);
        }
        Lead stored = find(outcome.leadId());
        if (outcome.result() != Stored.Result.IMPORTED) {
            return tagged(ResponseEntity.ok(), stored);
        }
        var location =
                UriComponentsBuilder.fromPath("/api/v1/leads/{id}").encode().buildAndExpand(outcome.leadId());
        return tagged(ResponseEntity.created(location.toUri()), stored);
    }

    private ResponseEntity<Answer<LeadView>> tagged(ResponseEntity.BodyBuilder answer, Lead lead) {
        return answer.eTag(tag(lead)).body(Answer.of(LeadView.of(lead)));
    }

    private String tag(Lead lead) {
        return tags.of(LeadView.of(lead));
    }

    private Lead find(String id) {
        return store.leads().find(id).orElseThrow(() -> new NotFoundException("lead", id));
    }
}
