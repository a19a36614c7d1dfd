package io.minicrm.progress;

import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.StalledChunks.Republished;

/**
 * What the store says of a campaign when it is diagnosed.
 *
 * @param republished what was published again of it
 * @param waitsForApproval whether a second person has to approve it
 */
record CampaignReading(
        CampaignProgress progress, Unsettled unsettled, Republished republished, boolean waitsForApproval) {}
