package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.problem.FieldProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Accepts delivery receipts of providers. Each is checked, and the valid ones are published as one batch. */
@RestController
@RequestMapping("/api/v1/receipts")
@Tag(name = "Receipts")
final class ReceiptsResource {

    private static final int MAX_RECEIPTS = 10_000;
    private static final int MAX_ERRORS = 100;
    private static final Duration CLOCK_ERROR = Duration.ofMinutes(5);

    private final Campaigns campaigns;
    private final ReceiptPublisher publisher;
    private final Set<String> channels;
    private final ReceiptBodies bodies;
    private final Clock clock;

    ReceiptsResource(
            Campaigns campaigns, ReceiptPublisher publisher, Set<String> channels, ReceiptBodies bodies, Clock clock) {
        this.campaigns = campaigns;
        this.publisher = publisher;
        this.channels = channels;
        this.bodies = bodies;
        this.clock = clock;
    }

    @PostMapping(path = "/{channel}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Accept the receipts of one message or of many",
            description = "One receipt or an array of them, 256 KB at most."
                    + " Repeats, late and out-of-order receipts are harmless.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = ReceiptRequest[].class))))
    Answer<Taken> take(
            @PathVariable String channel,
            @RequestHeader HttpHeaders headers,
            @Parameter(hidden = true) InputStream stream)
            throws IOException {
        if (!channels.contains(channel)) {
            throw new NotFoundException("channel", channel);
        }
        List<JsonNode> nodes = bodies.read(channel, stream, headers);
        if (nodes.size() > MAX_RECEIPTS) {
            throw new InvalidRequestException(List.of(new FieldProblem(
                    "", "has %,d receipts; send at most %,d at once".formatted(nodes.size(), MAX_RECEIPTS))));
        }
        var refused = new ArrayList<Refusal>();
        List<Receipt> accepted = knownToCampaigns(read(channel, nodes, refused), channel, refused);
        if (!accepted.isEmpty()) {
            publisher.publish(accepted);
        }
        refused.sort(Comparator.comparingInt(Refusal::index));
        return Answer.of(new Taken(
                accepted.size(),
                refused.size(),
                refused.stream().limit(MAX_ERRORS).toList()));
    }

    private Map<Integer, Receipt> read(String channel, List<JsonNode> nodes, List<Refusal> refused) {
        Instant now = clock.instant();
        var reader = new ReceiptReader(channel, now);
        var receipts = new LinkedHashMap<Integer, Receipt>();
        for (int i = 0; i < nodes.size(); i++) {
            try {
                receipts.put(i, reader.read(nodes.get(i)));
            } catch (InvalidRequestException invalid) {
                FieldProblem problem = invalid.problem();
                refused.add(new Refusal(i, problem.field(), problem.message()));
            }
        }
        return receipts;
    }

    /** Keeps the receipts of campaigns that exist and are sent through this channel. */
    private List<Receipt> knownToCampaigns(Map<Integer, Receipt> receipts, String channel, List<Refusal> refused) {
        Set<String> ids = receipts.values().stream().map(Receipt::campaignId).collect(Collectors.toSet());
        Map<String, Campaign> known = ids.isEmpty()
                ? Map.of()
                : campaigns.findAll(ids).stream().collect(Collectors.toMap(Campaign::id, Function.identity()));
        var accepted = new ArrayList<Receipt>(receipts.size());
        receipts.forEach((index, receipt) -> {
            Campaign campaign = known.get(receipt.campaignId());
            if (campaign == null) {
                refused.add(new Refusal(index, "campaign_id", "is not the id of a campaign"));
            } else if (!campaign.channel().equals(channel)) {
                refused.add(new Refusal(
                        index, "campaign_id", "belongs to a campaign that is sent through " + campaign.channel()));
            } else if (!isPossible(receipt.at(), campaign)) {
                refused.add(new Refusal(
                        index,
                        "at",
                        "is %s; give a time after the campaign was created and not in the future"
                                .formatted(receipt.at())));
            } else {
                accepted.add(receipt);
            }
        });
        return accepted;
    }

    /** Nothing is delivered before its campaign exists, nor tomorrow. The provider's clock may be a little wrong. */
    private boolean isPossible(Instant at, Campaign campaign) {
        return !at.isBefore(campaign.origin().createdAt().minus(CLOCK_ERROR))
                && !at.isAfter(clock.instant().plus(CLOCK_ERROR));
    }

    /**
     * The result of a request with receipts.
     *
     * @param accepted receipts that were published
     * @param refused receipts that were not
     * @param errors the reasons of the first {@value #MAX_ERRORS} refused receipts
     */
    record Taken(int accepted, int refused, List<Refusal> errors) {}

    /** @param index the position of the receipt in the request, from 0 */
    record Refusal(int index, String field, String message) {}

    /** A receipt, for the API description; {@link ReceiptReader} reads it. */
    record ReceiptRequest(
            String campaignId,
            String leadId,

            @Schema(allowableValues = {"sent", "delivered", "bounced", "failed"})
            String status,

            @Nullable String sendId,
            @Nullable String providerMessageId,
            @Nullable String error,
            @Nullable Instant at) {}
}
