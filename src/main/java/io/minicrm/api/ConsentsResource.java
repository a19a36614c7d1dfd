package io.minicrm.api;

import io.minicrm.consent.Consent;
import io.minicrm.store.Store;
import io.minicrm.text.TimeSortedId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Records that leads agreed to be contacted. */
@RestController
@RequestMapping("/api/v1/leads/{id}/consents")
@Tag(name = "Leads")
final class ConsentsResource {

    private final Store store;
    private final InstantSource clock;
    private final RandomGenerator random;

    ConsentsResource(Store store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Record that a lead agreed to be contacted",
            description =
                    "Takes back the lead's opt-out; nothing else does. The source, such as \"newsletter form\", is kept"
                            + " with the time.")
    Answer<ConsentView> post(
            @PathVariable String id,
            @RequestBody ConsentRequest request,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed) {
        if (request.source() == null) {
            throw InvalidRequestException.of(
                    "source", "is missing; say where the lead agreed, such as newsletter form");
        }
        Instant now = clock.instant();
        String consentId = "consent-" + (seed == null ? TimeSortedId.next("", now, random) : seed);
        var consent = new Consent(id, consentId, request.source(), now);
        if (!store.consents().record(consent)) {
            throw new NotFoundException("lead", id);
        }
        return Answer.of(ConsentView.of(consent));
    }

    @GetMapping
    @Operation(summary = "List the consents of a lead, newest first")
    Page<ConsentView> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<Consent> consents = store.consents().ofLead(id, page.after(), page.fetch());
        if (consents.isEmpty() && store.leads().find(id).isEmpty()) {
            throw new NotFoundException("lead", id);
        }
        return Page.of(
                page,
                consents,
                Consent::id,
                rows -> rows.stream().map(ConsentView::of).toList());
    }

    /** @param source where the lead agreed */
    record ConsentRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "newsletter form") @Nullable
            String source) {}

    /** A consent as the API shows it; {@link Consent} describes the fields. */
    record ConsentView(String id, String leadId, String source, Instant at) {

        static ConsentView of(Consent consent) {
            return new ConsentView(consent.id(), consent.leadId(), consent.source(), consent.at());
        }
    }
}
