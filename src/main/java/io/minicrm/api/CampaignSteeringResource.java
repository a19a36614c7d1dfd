package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.launch.CampaignControl;
import io.minicrm.problem.Precondition;
import io.minicrm.progress.CampaignProgressReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
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
            summary = "Change the rate limit of a campaign; null removes it",
            description = "A merge patch (RFC 7396). All else of a campaign is fixed when it is created.")
    ResponseEntity<Answer<CampaignView>> change(
            @PathVariable String id,
            @RequestBody ChangeRequest request,
            @Parameter(hidden = true) Conditions conditions) {
        control.changePace(id, rate(request.maxRate()), expected(conditions));
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

    private static @Nullable Integer rate(@Nullable JsonNode maxRate) {
        if (maxRate == null) {
            throw InvalidRequestException.of("max_rate", "is missing; give messages per second, or null for no limit");
        }
        if (maxRate.isNull()) {
            return null;
        }
        Integer rate = maxRate.isNumber() ? WholeNumbers.exact(maxRate.decimalValue()) : null;
        if (rate == null) {
            throw InvalidRequestException.of("max_rate", "must be a whole number, 1 or more, or null for no limit");
        }
        return rate;
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

    /** The body of {@code PATCH}. A missing rate is refused, because null removes the limit. */
    record ChangeRequest(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "Messages per second, or null for no limit",
                    implementation = Integer.class,
                    minimum = "1",
                    nullable = true)
            @Nullable
            JsonNode maxRate) {}
}
