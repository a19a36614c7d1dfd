package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.RenderedMessage;
import io.minicrm.lead.Lead;
import io.minicrm.problem.InputFault;
import io.minicrm.store.Store;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.TemplateRenderException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the messages of a campaign: what became of each, and how one reads. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
@Tag(name = "Campaigns")
final class CampaignDeliveriesResource {

    /** A count looks at no more messages, which takes about a tenth of a second. */
    static final int MAX_EXAMINED = 100_000;

    private static final String CSV = "text/csv";

    private final Store store;
    private final Map<String, Channel> channels;
    private final InstantSource clock;

    CampaignDeliveriesResource(Store store, Map<String, Channel> channels, InstantSource clock) {
        this.store = store;
        this.channels = Map.copyOf(channels);
        this.clock = clock;
    }

    @EndsWithClient
    @GetMapping("/deliveries")
    @Operation(
            summary = "List the messages of a campaign, ordered by lead id",
            description =
                    "All conditions that are given must be true; of several statuses, one. error is the code or the"
                            + " text of a reason, as GET …/diagnosis names it. People without a message yet have no"
                            + " row.")
    Page<DeliveryView> deliveries(
            @PathVariable String id,
            @ParameterObject DeliveryParameters parameters,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<Delivery> rows = store.deliveries().find(id, parameters.filter(), page.after(), page.fetch());
        if (rows.isEmpty()) {
            campaign(id);
        }
        return Page.of(page, rows, Delivery::leadId, DeliveryView::all);
    }

    @EndsWithClient
    @GetMapping("/deliveries/count")
    @Operation(
            summary = "Count the messages of a campaign that match",
            description =
                    "How many messages have a status is known from the numbers of the campaign. With error or lead,"
                            + " or while messages are being counted, the first 100,000 messages by lead id are looked"
                            + " at, of the chunk if one is given; complete says whether those are all.")
    Answer<MessageCount> count(@PathVariable String id, @ParameterObject DeliveryParameters parameters) {
        Deliveries.Count count = store.deliveries().count(id, parameters.filter(), MAX_EXAMINED);
        if (count.matching() == 0) {
            campaign(id);
        }
        return Answer.of(new MessageCount(count.matching(), count.isComplete()));
    }

    @GetMapping(path = "/deliveries.csv", produces = CSV)
    @Operation(
            summary = "Download the messages of a campaign as CSV, ordered by lead id",
            description = "The columns are those of GET …/deliveries, and the name and the addresses that the lead has"
                    + " now, masked without the scope pii:read. A cell that a spreadsheet would take for a formula"
                    + " begins with an apostrophe.")
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    void csv(
            @PathVariable String id,
            @ParameterObject DeliveryParameters parameters,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var csv = new DeliveriesCsv(store, id, parameters.filter());
        if (csv.isEmpty()) {
            campaign(id);
        }
        response.setContentType(CSV);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(id + "-messages.csv", StandardCharsets.UTF_8)
                        .build()
                        .toString());
        BrokenAnswers.streamed(request);
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        csv.write(out, Caller.stillAllowed());
        out.flush();
    }

    @GetMapping("/deliveries/{lead}/message")
    @Operation(
            summary = "Show the message of a campaign to a lead",
            description = "It is rendered now, from the stored templates and the values that the lead has now. What was"
                    + " sent is not stored; it differs if the lead has changed since.")
    Answer<MessageView> message(@PathVariable String id, @PathVariable("lead") String leadId) {
        Campaign campaign = campaign(id);
        Delivery delivery = store.deliveries().find(id, DeliveryFilter.ofLead(leadId), null, 1).stream()
                .findFirst()
                .orElseThrow(() -> NotFoundException.because(
                        "Campaign \"%s\" has no message to a lead with the id \"%s\", or has not begun to send it"
                                .formatted(id, leadId)));
        Lead lead = store.leads()
                .find(leadId)
                .orElseThrow(() -> NotFoundException.because(
                        "The lead \"%s\" has been deleted, so its message cannot be rendered any more"
                                .formatted(leadId)));
        Channel channel = channels.get(campaign.channel());
        String to = channel == null ? null : channel.addressOf(lead);
        return Answer.of(MessageView.of(delivery, to, rendered(campaign, lead), clock.instant()));
    }

    private static RenderedMessage rendered(Campaign campaign, Lead lead) {
        try {
            return RenderedMessage.of(campaign.content(), lead);
        } catch (TemplateRenderException unfit) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "message_template", "cannot be rendered: " + unfit.getMessage());
        }
    }

    private Campaign campaign(String id) {
        return store.campaigns().find(id).orElseThrow(() -> new CampaignNotFoundException(id));
    }

    /** @param complete false if only a part of the messages was looked at, so that the count is a lower bound */
    record MessageCount(long count, boolean complete) {}

    /**
     * A message as it would be now.
     *
     * @param status what became of it
     * @param to the address that the lead has now
     */
    record MessageView(
            String campaignId,
            String leadId,
            DeliveryStatus status,
            @Nullable String to,
            @Nullable String subject,
            @Nullable String preheader,
            String message,
            Set<String> missingVariables,
            Set<String> lackingVariables,
            Instant renderedAt) {

        static MessageView of(Delivery delivery, @Nullable String to, RenderedMessage rendered, Instant now) {
            return new MessageView(
                    delivery.campaignId(),
                    delivery.leadId(),
                    delivery.status(),
                    to,
                    rendered.headers().get(MessageHeader.SUBJECT),
                    rendered.headers().get(MessageHeader.PREHEADER),
                    rendered.body(),
                    rendered.missing(),
                    rendered.lacking(),
                    now);
        }
    }
}
