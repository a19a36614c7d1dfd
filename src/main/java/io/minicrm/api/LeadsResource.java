package io.minicrm.api;

import io.minicrm.delivery.Delivery;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadJson;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stores, lists and deletes leads. */
@RestController
@RequestMapping("/api/v1/leads")
@Tag(name = "Leads")
final class LeadsResource {

    private final Store store;
    private final LeadJson json;
    private final AttributeTypes types;

    LeadsResource(Store store, LeadJson json, AttributeTypes types) {
        this.types = types;
        this.store = store;
        this.json = json;
    }

    @PostMapping
    @Operation(
            summary = "Store a lead",
            description =
                    "The id is generated if it is missing. 201 if the lead is new, 200 if it replaced one with the"
                            + " same id.")
    ResponseEntity<Answer<LeadView>> post(@RequestBody JsonNode body) {
        return upsert(json.read(body));
    }

    @GetMapping
    @Operation(
            summary = "List leads, ordered by id",
            description = "q selects the leads whose id, name, email or phone contains it, ignoring case.")
    Page<LeadView> list(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        String text = q == null || q.isEmpty() ? null : q;
        return Page.of(page, store.leads().list(text, page.after(), page.fetch()), Lead::id, LeadView::all);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a lead")
    Answer<LeadView> get(@PathVariable String id) {
        return Answer.of(LeadView.of(find(id)));
    }

    @PutMapping("/{id}")
    @Operation(
            summary = "Store a lead under this id",
            description = "Replaces the whole lead. 201 if it is new, 200 if it replaced one. The id may be left out of"
                    + " the body.")
    ResponseEntity<Answer<LeadView>> put(@PathVariable String id, @RequestBody JsonNode body) {
        if (body instanceof ObjectNode object && !object.hasNonNull("id")) {
            object.put("id", id);
        }
        Lead lead = json.read(body);
        if (!lead.id().equals(id)) {
            throw InvalidRequestException.of("id", "differs from the id in the path; use the same id, or leave it out");
        }
        return upsert(lead);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a lead; its messages stay in the delivery log")
    void delete(@PathVariable String id) {
        if (!store.leads().delete(id)) {
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

    private ResponseEntity<Answer<LeadView>> upsert(Lead lead) {
        boolean isNew = store.leads().upsert(List.of(types.fitJson(lead))).imported() == 1;
        var answer = Answer.of(LeadView.of(find(lead.id())));
        if (!isNew) {
            return ResponseEntity.ok(answer);
        }
        var location =
                UriComponentsBuilder.fromPath("/api/v1/leads/{id}").encode().buildAndExpand(lead.id());
        return ResponseEntity.created(location.toUri()).body(answer);
    }

    private Lead find(String id) {
        return store.leads().find(id).orElseThrow(() -> new NotFoundException("lead", id));
    }
}
