package io.minicrm.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of leads.
 *
 * @param success always true
 * @param nextCursor the cursor of the next page; null if this is the last one
 * @param total how many leads match; null if that was not asked for
 */
record LeadPage(
        boolean success,
        List<LeadView> data,
        @Nullable String nextCursor,
        @Nullable LeadTotal total) {

    /**
     * How many leads match.
     *
     * @param complete false if there are more than were counted
     */
    record LeadTotal(long count, boolean complete) {}
}
