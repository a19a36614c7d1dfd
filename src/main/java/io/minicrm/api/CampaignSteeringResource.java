package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.launch.CampaignControl;
import io.minicrm.problem.Precondition;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.text.StoredText;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Controls campaigns while they run; see {@link CampaignControl}. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
@Tag(name = "Campaigns")
final class CampaignSteeringResource {

    private final CampaignControl control;
    private final CampaignProgressReader progress;
    private final EntityTags tags;
    private final Clock clock;

    CampaignSteeringResource(CampaignControl control, CampaignProgressReader progress, EntityTags tags, Clock clock) {
        this.tags = tags;
        this.control = control;
        this.progress = progress;
        this.clock = clock;
    }

    @PostMapping("/pause")
    @Operation(
            summary = "Pause a campaign",
            description =
                    "Nothing is sent until it is resumed. Messages that are already with their provider are finished.")
    ResponseEntity<Answer<CampaignView>> pause(
            @PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        control.pause(id, expected(conditions));
        return view(id);
    }

    @PostMapping("/resume")
    @Operation(summary = "Resume a paused campaign")
    ResponseEntity<Answer<CampaignView>> resume(
            @PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        control.resume(id, expected(conditions));
        return view(id);
    }

    @PostMapping("/cancel")
    @Operation(summary = "Cancel a campaign", description = "Messages that have not been sent are skipped.")
    ResponseEntity<Answer<CampaignView>> cancel(
            @PathVariable String id, @Parameter(hidden = true) Conditions conditions) {
        control.cancel(id, expected(conditions));
        return view(id);
    }

    @PostMapping("/retry")
    @Operation(
            summary = "Send failed messages again, unknown ones, or both",
            description = "Their attempts are counted from the start. An unknown message may have arrived, so the lead"
                    + " may get"
                    + " it twice. A completed campaign runs again; a cancelled one is refused with 409.")
    Answer<Reopened> retry(@PathVariable String id, @RequestBody RetryRequest request) {
        return Answer.of(new Reopened(id, control.retry(id, statuses(request.statuses()))));
    }

    @PatchMapping(consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
    @Operation(
            summary = "Change the name, the rate limit or the start of a campaign",
            description = "A merge patch (RFC 7396): what is left out stays. A max_rate of null removes the limit, a"
                    + " scheduled_at of null or now starts the campaign. The start can be changed until five seconds"
                    + " before it, and else the answer is 409. All else of a campaign is fixed when it is created.")
    ResponseEntity<Answer<CampaignView>> change(
            @PathVariable String id,
            @RequestBody ChangeRequest request,
            @Parameter(hidden = true) Conditions conditions) {
        control.change(id, request.changes(), expected(conditions));
        return view(id);
    }

    @PostMapping("/recount")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Count all messages of a campaign again, soon",
            description = "Unfinished campaigns are recounted every minute anyway.")
    Answer<CampaignView> recount(@PathVariable String id) {
        control.recount(id);
        return Answer.of(CampaignView.of(progress.get(id), clock.instant()));
    }

    private static Set<DeliveryStatus> statuses(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            throw InvalidRequestException.of("statuses", "is missing; give failed, unknown or both");
        }
        Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        for (int i = 0; i < names.size(); i++) {
            statuses.add(status("statuses[%d]".formatted(i), names.get(i)));
        }
        return statuses;
    }

    private static DeliveryStatus status(String field, @Nullable String name) {
        return CampaignControl.RETRYABLE.stream()
                .filter(status -> status.code().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        InvalidRequestException.of(field, "must be failed or unknown; others are not sent again"));
    }

    private Precondition<Campaign> expected(Conditions conditions) {
        return conditions.on(tags::revision);
    }

    private ResponseEntity<Answer<CampaignView>> view(String id) {
        return CampaignView.answer(progress.get(id), tags, clock.instant());
    }

    /** The body of {@code POST …/retry}. */
    record RetryRequest(
            @ArraySchema(
                    arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED),
                    schema = @Schema(allowableValues = {"failed", "unknown"}))
            @Nullable
            List<String> statuses) {}

    /** @param reopened the number of messages that are sent again */
    record Reopened(String campaignId, long reopened) {}

    /** The body of {@code PATCH}. What is left out is null; a null of the request is a node. */
    record ChangeRequest(
            @Schema(minLength = 1, maxLength = 200, implementation = String.class) @Nullable
            JsonNode name,

            @Schema(
                    description = "Messages per second, or null for no limit",
                    implementation = Integer.class,
                    minimum = "1",
                    nullable = true)
            @Nullable
            JsonNode maxRate,

            @Schema(
                    description = "When the campaign starts; null or now: at once",
                    implementation = String.class,
                    format = "date-time",
                    nullable = true)
            @Nullable
            JsonNode scheduledAt) {

        CampaignControl.Changes changes() {
            return new CampaignControl.Changes(
                    name == null ? null : text(name),
                    maxRate == null ? null : new CampaignChange.NewRate(rate(maxRate)),
                    scheduledAt == null ? null : new CampaignControl.Changes.NewTime(time(scheduledAt)));
        }

        private static String text(JsonNode name) {
            if (!name.isString() || !StoredText.isWellFormed(name.asString())) {
                throw InvalidRequestException.of("name", "must be a string without NUL characters");
            }
            return name.asString();
        }

        private static @Nullable Integer rate(JsonNode maxRate) {
            if (maxRate.isNull()) {
                return null;
            }
            Integer rate = maxRate.isNumber() ? WholeNumbers.exact(maxRate.decimalValue()) : null;
            if (rate == null) {
                throw InvalidRequestException.of("max_rate", "must be a whole number, 1 or more, or null for no limit");
            }
            return rate;
        }

        private static @Nullable Instant time(JsonNode scheduledAt) {
            if (scheduledAt.isNull()
                    || (scheduledAt.isString() && scheduledAt.asString().equals("now"))) {
                return null;
            }
            return InstantParameter.parse(scheduledAt.isString() ? scheduledAt.asString() : "")
                    .orElseThrow(() -> InvalidRequestException.of(
                            "scheduled_at",
                            "must be a time with zone, such as 2026-12-24T09:00:00Z, or null or now to start at once"));
        }
    }
}
