package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of campaigns.
 *
 * @param after where the previous page ended; null for the first page
 * @param now on which the phases depend
 * @param limit the most campaigns
 */
public record CampaignQuery(
        CampaignFilter filter, CampaignSort sort, @Nullable CampaignPosition after, Instant now, int limit) {}
