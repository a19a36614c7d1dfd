package io.minicrm.api;

import io.minicrm.campaign.SegmentUses;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounts;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lists segments with what is known of them without counting: their last counts, and the campaigns that used them. */
@RestController
@RequestMapping("/api/v1/segments")
@Tag(name = "Segments")
final class SegmentListResource {

    private static final int LAST_CAMPAIGNS = 3;

    private final Store store;

    SegmentListResource(Store store) {
        this.store = store;
    }

    @GetMapping
    @Operation(
            summary = "List segments, ordered by id",
            description = "q selects the segments whose id or name contains it, ignoring case. last_count is from the"
                    + " last preview of the segment, or of the last campaign that was created for it, since it was"
                    + " changed.")
    Page<ListedSegment> list(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        String text = q == null || q.isEmpty() ? null : SearchText.checked(q);
        return Page.of(page, store.segments().list(text, page.after(), page.fetch()), Segment::id, this::listed);
    }

    private List<ListedSegment> listed(List<Segment> segments) {
        Map<String, SegmentCounts.Counted> counts = store.segmentCounts().of(segments);
        Map<String, SegmentUses.Uses> uses =
                store.segmentUses().of(segments.stream().map(Segment::id).toList(), LAST_CAMPAIGNS);
        return segments.stream()
                .map(segment -> ListedSegment.of(segment, counts.get(segment.id()), uses.get(segment.id())))
                .toList();
    }

    /**
     * A segment in a list.
     *
     * @param lastCount null if it was not counted since it was last changed
     */
    record ListedSegment(
            String segmentId,
            String name,
            @Schema(implementation = Object.class) JsonNode rules,
            Instant createdAt,
            Instant updatedAt,
            @Nullable LastCount lastCount,
            SegmentCampaigns campaigns) {

        static ListedSegment of(
                Segment segment, SegmentCounts.@Nullable Counted counted, SegmentUses.@Nullable Uses uses) {
            return new ListedSegment(
                    segment.id(),
                    segment.name(),
                    RuleJson.write(segment.rule()),
                    segment.createdAt(),
                    segment.updatedAt(),
                    counted == null ? null : new LastCount(counted.leads(), counted.countedAt()),
                    uses == null ? new SegmentCampaigns(0, List.of()) : SegmentCampaigns.of(uses));
        }
    }

    /** How many leads the segment selected, and when that was. */
    record LastCount(long leads, Instant countedAt) {}

    /** @param last the newest, at most {@value #LAST_CAMPAIGNS} */
    record SegmentCampaigns(long count, List<SegmentCampaign> last) {

        static SegmentCampaigns of(SegmentUses.Uses uses) {
            return new SegmentCampaigns(
                    uses.campaigns(),
                    uses.last().stream()
                            .map(use -> new SegmentCampaign(use.campaignId(), use.name(), use.createdAt()))
                            .toList());
        }
    }

    /** A campaign that was created for the segment. */
    record SegmentCampaign(String campaignId, String name, Instant createdAt) {}
}
