package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.gate.SkipReason;
import io.minicrm.launch.CampaignCheck;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what a campaign would do, before it is created. */
@RestController
@RequestMapping("/api/v1/campaigns/check")
@Tag(name = "Campaigns")
final class CampaignCheckResource {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final CampaignCheck check;

    CampaignCheckResource(CampaignCheck check) {
        this.check = check;
    }

    @EndsWithClient
    @PostMapping
    @Operation(
            summary = "Check a campaign without creating it",
            description = "Takes the body of POST /campaigns. Counts who would get the message, who would be skipped"
                    + " and why, who lacks a variable for which the message has no default, and how many recipients"
                    + " recent campaigns have reached. Looks at the first 100,000 leads of the audience; examined says"
                    + " at how many.")
    Answer<CheckView> check(@RequestBody CampaignRequest request) {
        return Answer.of(CheckView.of(check.check(
                request.order(null, Caller.find().map(Principal::name).orElse(null)))));
    }

    /**
     * What a campaign would do.
     *
     * @param channel the channel that the messages would take
     * @param audience the leads that the segment selects now
     * @param examined how many of them were looked at; recipients, skipped and lacking are of those
     * @param recipients who would get the message
     * @param madeUpAddresses how many of the recipients have an address that only the simulator accepts
     * @param overlaps recent campaigns that have reached some of the recipients
     * @param estimatedSeconds how long the campaign will probably take once it runs
     */
    record CheckView(
            String channel,
            long audience,
            long examined,
            long recipients,
            List<Skipped> skipped,
            List<Lacking> lacking,
            long madeUpAddresses,
            List<Overlap> overlaps,
            double estimatedSeconds) {

        static CheckView of(CampaignCheck.Result result) {
            return new CheckView(
                    result.channel(),
                    result.audience(),
                    result.examined(),
                    result.recipients(),
                    result.skipped().entrySet().stream()
                            .map(each -> new Skipped(
                                    each.getKey().code(), each.getKey().text(), each.getValue()))
                            .toList(),
                    result.lacking().entrySet().stream()
                            .filter(each -> each.getValue() > 0)
                            .map(each -> new Lacking(each.getKey(), each.getValue()))
                            .toList(),
                    result.madeUpAddresses(),
                    result.overlaps().stream().map(Overlap::of).toList(),
                    result.estimate().toMillis() / MILLIS_PER_SECOND);
        }
    }

    /**
     * Leads that would be skipped.
     *
     * @param reason the code of a {@link SkipReason}
     * @param text the reason for people
     */
    record Skipped(String reason, String text, long leads) {}

    /** A recent campaign that has reached some of the recipients, or may have. */
    record Overlap(String campaignId, String name, Instant createdAt, long leads) {

        static Overlap of(CampaignCheck.Overlap overlap) {
            return new Overlap(overlap.campaignId(), overlap.name(), overlap.createdAt(), overlap.leads());
        }
    }

    /** Leads without a value for a variable of the message. */
    record Lacking(String variable, long leads) {}
}
