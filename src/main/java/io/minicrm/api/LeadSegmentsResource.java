package io.minicrm.api;

import io.minicrm.lead.Lead;
import io.minicrm.segment.Segment;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows which segments select a lead now. */
@RestController
@RequestMapping("/api/v1/leads/{id}/segments")
@Tag(name = "Leads")
final class LeadSegmentsResource {

    /** The most segments whose rules are asked by a request: a page may be shorter than wanted and have a next one. */
    private static final int MAX_ASKED = 5_000;

    private static final int BATCH = 500;

    private final Store store;
    private final Clock clock;

    LeadSegmentsResource(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "List the segments that select a lead now, ordered by id",
            description =
                    "Asks at most 5,000 segments at a time, so that a page may be short and have a next_cursor all"
                            + " the same.")
    Page<SegmentName> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        Lead lead = store.leads().find(id).orElseThrow(() -> new NotFoundException("lead", id));
        ZonedDateTime now = ZonedDateTime.now(clock);
        var found = new ArrayList<SegmentName>();
        String after = page.after();
        for (int asked = 0; asked < MAX_ASKED; asked += BATCH) {
            List<Segment> batch = store.segments().list(after, BATCH);
            for (Segment segment : batch) {
                if (segment.rule().matches(lead, now)) {
                    found.add(new SegmentName(segment.id(), segment.name()));
                    if (found.size() == page.limit()) {
                        return new Page<>(true, found, Cursor.after(segment.id()));
                    }
                }
            }
            if (batch.size() < BATCH) {
                return new Page<>(true, found, null);
            }
            after = batch.getLast().id();
        }
        return new Page<>(true, found, after == null ? null : Cursor.after(after));
    }

    /**
     * A segment, named.
     *
     * @param segmentId its id
     * @param name its name
     */
    record SegmentName(
            @Schema(example = "high-spenders") String segmentId,
            @Schema(example = "High spenders") String name) {}
}
