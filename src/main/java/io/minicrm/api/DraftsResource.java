package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignDrafts;
import io.minicrm.launch.CampaignLauncher.Launched;
import io.minicrm.launch.DraftLauncher;
import io.minicrm.launch.InvalidCampaignException;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.Precondition;
import io.minicrm.text.TimeSortedId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drafts of campaigns: stored, changed, and sent once. They are not campaigns until they are sent. */
@RestController
@RequestMapping("/api/v1/drafts")
@Tag(name = "Campaigns")
final class DraftsResource {

    /** Who sends where nobody is logged in. */
    private static final String NOBODY = "-";

    private final CampaignDrafts drafts;
    private final DraftLauncher launcher;
    private final CreatedCampaign created;
    private final JsonMapper json;
    private final EntityTags tags;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    DraftsResource(CampaignDrafts drafts, DraftLauncher launcher, JsonMapper json, Clock clock) {
        this.drafts = drafts;
        this.launcher = launcher;
        this.json = json;
        this.tags = new EntityTags(json);
        this.created = new CreatedCampaign(tags);
        this.clock = clock;
    }

    @PostMapping
    @Operation(
            summary = "Store a draft of a campaign",
            description = "It may lack anything: it is checked when it is sent. Nothing else sees it.")
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    ResponseEntity<Answer<DraftView>> create(
            @RequestBody DraftRequest request,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed) {
        Instant now = now();
        var draft = new CampaignDraft(
                CampaignDraft.ID_PREFIX + (seed == null ? TimeSortedId.next("", now, random) : seed),
                written(request),
                Caller.find().map(Principal::name).orElse(null),
                now,
                now,
                1,
                null);
        drafts.create(draft);
        return tagged(ResponseEntity.created(URI.create("/api/v1/drafts/" + draft.id())), find(draft.id()));
    }

    @GetMapping
    @Operation(summary = "List drafts of campaigns, newest first")
    Page<DraftView> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(
                page,
                drafts.list(page.after(), page.fetch()),
                CampaignDraft::id,
                rows -> rows.stream().map(this::view).toList());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a draft of a campaign")
    ResponseEntity<Answer<DraftView>> get(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        return tagged(ResponseEntity.ok(), find(id));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    @Operation(
            summary = "Change a draft of a campaign",
            description = "A merge patch (RFC 7396): what is left out stays, null removes. A draft that is being sent"
                    + " cannot be changed, and the answer is 409.")
    ResponseEntity<Answer<DraftView>> patch(
            @PathVariable String id, @RequestBody JsonNode body, @Parameter(hidden = true) Conditions conditions) {
        Precondition<CampaignDraft> expected = conditions.on(this::tag);
        JsonNode patch = MergePatch.of(body);
        CampaignDraft patched = ReadAndWrite.of(() -> open(id, expected), draft -> {
            CampaignDraft replacement = draft.with(written(patched(draft, patch)), now());
            return drafts.replace(replacement, draft.revision()) ? Optional.of(replacement) : Optional.empty();
        });
        return tagged(ResponseEntity.ok(), patched);
    }

    private DraftRequest patched(CampaignDraft draft, JsonNode patch) {
        try {
            return json.treeToValue(MergePatch.apply(json.readTree(draft.content()), patch), DraftRequest.class);
        } catch (JacksonException invalid) {
            throw new InvalidRequestException(JsonFault.of(invalid).problems());
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Delete a draft of a campaign",
            description = "A draft that is being sent cannot be deleted, and the answer is 409.")
    void delete(@PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        Precondition<CampaignDraft> expected = conditions.on(this::tag);
        ReadAndWrite.of(
                () -> open(id, expected),
                draft -> drafts.delete(id, draft.revision()) ? Optional.of(draft) : Optional.empty());
    }

    @PostMapping("/{id}/send")
    @Operation(
            summary = "Create the campaign of a draft",
            description = "The campaign starts by itself, as with POST /campaigns, and the draft is deleted. A draft"
                    + " becomes one campaign at most: repeating the request answers with the same one. If the draft is"
                    + " not complete or not valid, the answer is 409, nothing is created, and it can be changed again.")
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    ResponseEntity<Answer<CreatedCampaign.Created>> send(
            @PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        String sender = Caller.find().map(Principal::name).orElse(NOBODY);
        return created.answer(launched(id, conditions.on(this::tag), sender));
    }

    /** The request says nothing, so that what is wrong is the stored draft: a conflict. */
    private Launched launched(String id, Precondition<CampaignDraft> expected, String sender) {
        try {
            return launcher.send(
                            id,
                            expected,
                            sender,
                            draft -> read(draft)
                                    .campaign()
                                    .order(id, NOBODY.equals(draft.sender()) ? null : draft.sender()))
                    .orElseThrow(() -> new NotFoundException("draft", id));
        } catch (InvalidCampaignException incomplete) {
            throw InvalidRequestException.conflict(incomplete.problems());
        }
    }

    /** The draft, if it may be changed. */
    private CampaignDraft open(String id, Precondition<CampaignDraft> expected) {
        CampaignDraft draft = find(id);
        expected.check(draft);
        if (draft.isBeingSent()) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "id", "is a draft that is being sent; POST /drafts/{id}/send completes that");
        }
        return draft;
    }

    private CampaignDraft find(String id) {
        return drafts.find(id).orElseThrow(() -> new NotFoundException("draft", id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private String written(DraftRequest request) {
        String content = json.writeValueAsString(request.checked());
        if (content.length() > CampaignDraft.MAX_CONTENT_LENGTH) {
            throw InvalidRequestException.of(
                    "body", "has more than %,d characters".formatted(CampaignDraft.MAX_CONTENT_LENGTH));
        }
        return content;
    }

    private DraftRequest read(CampaignDraft draft) {
        return json.readValue(draft.content(), DraftRequest.class);
    }

    private ResponseEntity<Answer<DraftView>> tagged(ResponseEntity.BodyBuilder answer, CampaignDraft draft) {
        return answer.eTag(tag(draft)).body(Answer.of(view(draft)));
    }

    /** Without whether it is being sent, so that sending it again has the same precondition. */
    private String tag(CampaignDraft draft) {
        return tags.of(List.of(draft.id(), draft.content(), draft.updatedAt()));
    }

    private DraftView view(CampaignDraft draft) {
        return DraftView.of(draft, read(draft));
    }

    /**
     * A draft as the API shows it.
     *
     * @param isBeingSent true between the request that sends it and its answer, or if that was interrupted
     */
    record DraftView(
            String draftId,
            @Nullable String name,
            @Nullable String segmentId,
            @Nullable String messageTemplate,
            @Nullable String subject,
            @Nullable String preheader,
            @Nullable String channel,
            @Nullable Integer chunkSize,
            @Nullable Instant scheduledAt,

            @Schema(allowableValues = {"at_creation", "at_start"}) @Nullable
            String audience,

            @Schema(allowableValues = {"skip", "send"}) @Nullable
            String duplicateAddresses,

            @Nullable Integer maxRate,
            @Nullable String createdBy,
            Instant createdAt,
            Instant updatedAt,
            boolean isBeingSent) {

        static DraftView of(CampaignDraft draft, DraftRequest content) {
            return new DraftView(
                    draft.id(),
                    content.name(),
                    content.segmentId(),
                    content.messageTemplate(),
                    content.subject(),
                    content.preheader(),
                    content.channel(),
                    content.chunkSize(),
                    content.scheduledAt(),
                    content.audience(),
                    content.duplicateAddresses(),
                    content.maxRate(),
                    draft.createdBy(),
                    draft.createdAt(),
                    draft.updatedAt(),
                    draft.isBeingSent());
        }
    }
}
