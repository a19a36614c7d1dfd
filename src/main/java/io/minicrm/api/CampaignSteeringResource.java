package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.progress.CampaignProgress;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Campaigns, steered while they run. The workers follow within two seconds. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
@Tag(name = "Campaigns")
final class CampaignSteeringResource {

    private static final Set<CampaignStatus> OPEN =
            EnumSet.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING, CampaignStatus.PAUSED);

    private final Store store;
    private final CampaignProgressReader standings;
    private final Clock clock;

    CampaignSteeringResource(Store store, CampaignProgressReader standings, Clock clock) {
        this.store = store;
        this.standings = standings;
        this.clock = clock;
    }

    @PostMapping("/pause")
    @Operation(summary = "Send nothing more until it is resumed; what is with its provider is finished")
    Answer<CampaignView> pause(@PathVariable String id) {
        return Answer.of(
                steer(id, "paused", CampaignStatus.PAUSED, EnumSet.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING)));
    }

    @PostMapping("/resume")
    @Operation(summary = "Go on after a pause")
    Answer<CampaignView> resume(@PathVariable String id) {
        Campaign campaign = find(id);
        CampaignStatus next = switch (campaign.status()) {
            case PAUSED -> campaign.startedAt() == null ? CampaignStatus.QUEUED : CampaignStatus.RUNNING;
            case QUEUED, RUNNING -> campaign.status();
            case COMPLETED, CANCELLED -> CampaignStatus.RUNNING;
        };
        return Answer.of(steer(id, "resumed", next, EnumSet.of(CampaignStatus.PAUSED)));
    }

    @PostMapping("/cancel")
    @Operation(summary = "End it: what has not left is skipped")
    Answer<CampaignView> cancel(@PathVariable String id) {
        return Answer.of(steer(id, "cancelled", CampaignStatus.CANCELLED, OPEN));
    }

    @PostMapping("/retry")
    @Operation(
            summary = "Send settled messages again: failed ones, unknown ones or both",
            description =
                    "Their attempts are counted afresh. An unknown message may have arrived: sending it again may be"
                            + " sending it twice. A completed campaign runs again; a cancelled one is refused with 409.")
    Answer<Reopened> retry(@PathVariable String id, @RequestBody RetryRequest request) {
        Set<DeliveryStatus> statuses = statuses(request.statuses());
        Campaign campaign = find(id);
        if (campaign.status() == CampaignStatus.CANCELLED) {
            throw new ConflictException("Campaign %s is cancelled and sends nothing again".formatted(id));
        }
        return Answer.of(new Reopened(id, store.deliveries().reopen(id, statuses, clock.instant())));
    }

    @PatchMapping
    @Operation(summary = "Change its rate; null lifts the limit")
    Answer<CampaignView> change(@PathVariable String id, @RequestBody ChangeRequest request) {
        JsonNode maxRate = request.maxRate();
        if (maxRate == null) {
            throw InvalidRequestException.of("max_rate", "is missing; give messages a second, or null for no limit");
        }
        if (!store.campaigns().limitRate(id, rate(maxRate))) {
            throw new CampaignNotFoundException(id);
        }
        return Answer.of(view(id));
    }

    @PostMapping("/recount")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Have all its messages counted again, soon",
            description = "Unfinished campaigns are recounted every minute anyway.")
    Answer<CampaignView> recount(@PathVariable String id) {
        CampaignView view = view(id);
        store.tallies().touch(id);
        return Answer.of(view);
    }

    /** Moves the campaign; one that stands there already is left alone, so that a repeated request is no mistake. */
    private CampaignView steer(String id, String verb, CampaignStatus to, Set<CampaignStatus> from) {
        if (!store.campaigns().move(id, from, to, clock.instant())) {
            Campaign campaign = find(id);
            if (campaign.status() != to) {
                throw new ConflictException("Campaign %s is %s and cannot be %s"
                        .formatted(id, CampaignProgress.status(campaign, clock.instant()), verb));
            }
        }
        return view(id);
    }

    private static Set<DeliveryStatus> statuses(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            throw InvalidRequestException.of("statuses", "is missing; give failed, unknown or both");
        }
        Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            switch (name == null ? "null" : name) {
                case "failed" -> statuses.add(DeliveryStatus.FAILED);
                case "unknown" -> statuses.add(DeliveryStatus.UNKNOWN);
                default ->
                    throw InvalidRequestException.of(
                            "statuses[%d]".formatted(i), "must be failed or unknown: others are not sent again");
            }
        }
        return statuses;
    }

    private static @Nullable Integer rate(JsonNode maxRate) {
        if (maxRate.isNull()) {
            return null;
        }
        if (!maxRate.isIntegralNumber() || !maxRate.canConvertToInt() || maxRate.intValue() < 1) {
            throw InvalidRequestException.of("max_rate", "must be a whole number from 1 on, or null for no limit");
        }
        return maxRate.intValue();
    }

    private Campaign find(String id) {
        return store.campaigns().find(id).orElseThrow(() -> new CampaignNotFoundException(id));
    }

    private CampaignView view(String id) {
        return standings
                .find(id)
                .map(standing -> CampaignView.of(standing, clock.instant()))
                .orElseThrow(() -> new CampaignNotFoundException(id));
    }

    /** The body of {@code POST …/retry}. */
    record RetryRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "[\"failed\", \"unknown\"]") @Nullable
            List<String> statuses) {}

    /** @param reopened messages that go round again */
    record Reopened(String campaignId, long reopened) {}

    /** The body of {@code PATCH}; a rate that is left out is another thing than one that is null. */
    record ChangeRequest(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "messages a second, or null for no limit",
                    implementation = Integer.class,
                    minimum = "1",
                    nullable = true)
            @Nullable
            JsonNode maxRate) {}
}
