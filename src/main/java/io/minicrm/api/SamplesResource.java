package io.minicrm.api;

import io.minicrm.lead.ImportResult;
import io.minicrm.samples.Samples;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Data for people who try mini-crm. */
@RestController
@RequestMapping("/api/v1/samples")
@Tag(name = "System")
final class SamplesResource {

    private final Samples samples;

    SamplesResource(Samples samples) {
        this.samples = samples;
    }

    @PostMapping
    @Operation(
            summary = "Store 2,240 sample customers, and a segment of the 602 high spenders among them",
            description = "Repeating it changes nothing. It is refused with 409 if a lead with the id of a sample is"
                    + " somebody else. campaign is a campaign that fits, to be created with POST /campaigns.")
    Answer<SamplesView> store() {
        Samples.Stored stored = samples.store();
        ImportResult leads = stored.leads();
        return Answer.of(new SamplesView(
                new SampleLeads(leads.rows(), leads.imported(), leads.updated(), leads.unchanged()),
                SegmentsResource.SegmentView.of(stored.segment()),
                new SampleCampaign(Samples.CAMPAIGN_NAME, stored.segment().id(), Samples.MESSAGE)));
    }

    /**
     * What was stored.
     *
     * @param segment the segment, as it was if it existed before
     * @param campaign a campaign that fits
     */
    record SamplesView(SampleLeads leads, SegmentsResource.SegmentView segment, SampleCampaign campaign) {}

    /** {@code total = imported + updated + unchanged}. */
    record SampleLeads(long total, long imported, long updated, long unchanged) {}

    /** Fields of a request that creates a campaign. */
    record SampleCampaign(String name, String segmentId, String messageTemplate) {}
}
