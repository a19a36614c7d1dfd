package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.launch.CampaignLauncher;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Creates and lists campaigns. */
@RestController
@RequestMapping("/api/v1/campaigns")
@Tag(name = "Campaigns")
final class CampaignsResource {

    private final Store store;
    private final CampaignProgressReader progress;
    private final CampaignLauncher launcher;
    private final EntityTags tags;
    private final CreatedCampaign created;
    private final Clock clock;

    CampaignsResource(
            Store store, CampaignProgressReader progress, CampaignLauncher launcher, EntityTags tags, Clock clock) {
        this.tags = tags;
        this.created = new CreatedCampaign(tags);
        this.store = store;
        this.progress = progress;
        this.launcher = launcher;
        this.clock = clock;
    }

    @PostMapping
    @Operation(summary = "Create a campaign", description = "The campaign starts by itself.")
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    ResponseEntity<Answer<CreatedCampaign.Created>> create(
            @RequestBody CampaignRequest request,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed) {
        CampaignLauncher.Launched launched = launcher.launch(
                request.order(seed, Caller.find().map(Principal::name).orElse(null)));
        return created.answer(launched);
    }

    @GetMapping
    @Operation(
            summary = "List campaigns, newest first",
            description =
                    "Campaigns that meet every condition, in the wanted order. A cursor belongs to the conditions and"
                            + " the order of its list. q selects the campaigns whose name or id contains it, ignoring"
                            + " case.")
    Page<CampaignView> list(
            @RequestParam(required = false) @Nullable List<String> status,
            @RequestParam(name = "segment_id", required = false) @Nullable String segmentId,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        CampaignList list = CampaignList.of(status, segmentId, q, sort);
        PageRequest page = PageRequest.of(limit, cursor);
        Instant now = clock.instant();
        return Page.of(
                page,
                store.campaigns().list(list.query(page, now)),
                list::position,
                campaigns -> progress.of(campaigns).stream()
                        .map(each -> CampaignView.of(each, now))
                        .toList());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a campaign with its current numbers")
    ResponseEntity<Answer<CampaignView>> get(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        return CampaignView.answer(progress.get(id), tags, clock.instant());
    }
}
