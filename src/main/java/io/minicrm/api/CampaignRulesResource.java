package io.minicrm.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.segment.RuleJson;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Shows the rules by which a campaign's audience is selected. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/rules")
@Tag(name = "Campaigns")
final class CampaignRulesResource {

    private final Store store;

    CampaignRulesResource(Store store) {
        this.store = store;
    }

    @GetMapping
    @Operation(
            summary = "Get the rules that select the audience of a campaign",
            description = "They are those that the segment had when the campaign was created; later changes of the"
                    + " segment do not change the campaign. segment says whether the segment has the same rules now.")
    Answer<CampaignRules> rules(@PathVariable String id) {
        Campaign campaign = store.campaigns().find(id).orElseThrow(() -> new CampaignNotFoundException(id));
        String segmentId = campaign.content().segmentId();
        JsonNode rules = RuleJson.write(campaign.content().rule());
        SegmentState state = store.segments()
                .find(segmentId)
                .map(segment ->
                        RuleJson.write(segment.rule()).equals(rules) ? SegmentState.UNCHANGED : SegmentState.CHANGED)
                .orElse(SegmentState.DELETED);
        return Answer.of(new CampaignRules(segmentId, rules, state));
    }

    /** What has become of the segment since the campaign was created. */
    enum SegmentState {
        UNCHANGED,
        CHANGED,
        DELETED;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The rules of a campaign.
     *
     * @param segment what has become of the rules of the segment since
     */
    record CampaignRules(
            String segmentId,
            @Schema(implementation = Object.class) JsonNode rules,
            SegmentState segment) {}
}
