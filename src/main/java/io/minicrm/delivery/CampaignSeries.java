package io.minicrm.delivery;

import java.util.Collection;
import java.util.List;

/**
 * Samples of the numbers of campaigns, which show how they have run. They are for charts: nothing is decided by them,
 * and a missing one does no harm. Each method is safe to repeat, also by several processes at once.
 */
public interface CampaignSeries {

    /** Stores points; of the points of one campaign and second, the first one stays. */
    void add(Collection<SeriesPoint> points);

    /** Removes the points of a campaign at seconds that are not multiples of {@code step}. */
    void thin(String campaignId, int step);

    /** The points of a campaign, the first one first. */
    List<SeriesPoint> of(String campaignId);
}
