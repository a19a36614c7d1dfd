package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a campaign is. How many of its messages were sent is counted elsewhere.
 *
 * @param audience leads in the plan; until the plan is complete, the number of leads counted when the campaign was
 *     created
 * @param chunks chunks in the plan; until the plan is complete, the number expected
 * @param plannedAt when the plan was completed; null before
 * @param startedAt when the first chunk was published; null before
 * @param finishedAt when the last lead was settled; null before
 */
public record Progress(
        CampaignStatus status,
        long audience,
        int chunks,
        @Nullable Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** The progress of a campaign that has no plan yet. */
    public static Progress queued(long audience, int chunks) {
        return new Progress(CampaignStatus.QUEUED, audience, chunks, null, null, null);
    }
}
