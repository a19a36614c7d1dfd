package io.minicrm.api;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.lead.ReusedCount;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How much is stored. */
@RestController
@RequestMapping("/api/v1/summary")
@Tag(name = "System")
final class SummaryResource {

    private final ReusedCount<SummaryView> totals;

    SummaryResource(Store store, Clock clock) {
        totals = new ReusedCount<>(() -> count(store, clock));
    }

    @GetMapping
    @Operation(
            summary = "Get the totals of leads, segments and campaigns",
            description = "As of counted_at: counting reads much, so a result is used again for twenty times as long as"
                    + " counting took. While the first count takes longer than a second, the answer is 503.")
    Answer<SummaryView> summary() {
        return Answer.of(totals.get().orElseThrow(() -> new ServerBusyException("Still counting; try again")));
    }

    private static SummaryView count(Store store, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<CampaignStatus, Long> campaigns = store.campaigns().countByStatus();
        return new SummaryView(store.leads().count(), store.segments().count(), CampaignTotals.of(campaigns), now);
    }

    /** @param countedAt when the count began */
    record SummaryView(long leads, long segments, CampaignTotals campaigns, Instant countedAt) {}

    /**
     * Campaigns by status.
     *
     * @param total the sum of the others
     * @param queued those that have not begun: planning, scheduled or queued
     */
    record CampaignTotals(long total, long queued, long running, long paused, long completed, long cancelled) {

        static CampaignTotals of(Map<CampaignStatus, Long> counts) {
            return new CampaignTotals(
                    counts.values().stream().mapToLong(Long::longValue).sum(),
                    counts.getOrDefault(CampaignStatus.QUEUED, 0L),
                    counts.getOrDefault(CampaignStatus.RUNNING, 0L),
                    counts.getOrDefault(CampaignStatus.PAUSED, 0L),
                    counts.getOrDefault(CampaignStatus.COMPLETED, 0L),
                    counts.getOrDefault(CampaignStatus.CANCELLED, 0L));
        }
    }
}
