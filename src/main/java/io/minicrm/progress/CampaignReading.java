package io.minicrm.progress;

import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.StalledChunks.Republished;

/**
 * What the store says of a campaign when it is diagnosed.
 *
 * @param republished what was published again of it
 * @param waitsForApproval whether a second person has to approve it
 */
record CampaignReading(CampaignProgress progress, Survey survey, Republished republished, boolean waitsForApproval) {}
