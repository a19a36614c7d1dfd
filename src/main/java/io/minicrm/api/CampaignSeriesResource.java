package io.minicrm.api;

import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.progress.CampaignProgress;
import io.minicrm.progress.CampaignTimeline;
import io.minicrm.progress.ProgressSource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How campaigns have run. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/series")
@Tag(name = "Campaigns")
final class CampaignSeriesResource {

    private static final int MAX_STEP = 86_400;

    private final ProgressSource progress;
    private final CampaignSeries series;
    private final Clock clock;

    CampaignSeriesResource(ProgressSource progress, CampaignSeries series, Clock clock) {
        this.progress = progress;
        this.series = series;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "Get how a campaign has run",
            description = "By how much its numbers grew in each bucket of time since its first chunk was published. The"
                    + " sums are its present numbers. There are at most 300 buckets, so those of longer campaigns are"
                    + " longer than asked for.")
    Answer<SeriesView> get(@PathVariable String id, @RequestParam(required = false) @Nullable Integer step) {
        if (step != null && (step < 1 || step > MAX_STEP)) {
            throw InvalidRequestException.of("step", "is %d; give 1 to %d seconds".formatted(step, MAX_STEP));
        }
        // The points first: later ones would be larger than the numbers.
        List<SeriesPoint> points = series.of(id);
        CampaignProgress present = progress.get(id);
        CampaignTimeline timeline = CampaignTimeline.of(present, points, step, clock.instant());
        return Answer.of(new SeriesView(id, timeline.step(), timeline.buckets()));
    }

    /** See {@link CampaignTimeline}. */
    record SeriesView(String campaignId, int stepSeconds, List<CampaignTimeline.SeriesBucket> buckets) {}
}
