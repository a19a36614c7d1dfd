package io.minicrm.progress;

import io.minicrm.campaign.CampaignNotFoundException;
import java.util.Collection;
import java.util.List;

/** Where {@link ProgressFeeds} reads the progress of campaigns. */
public interface ProgressSource {

    /** @throws CampaignNotFoundException if there is no such campaign */
    CampaignProgress get(String campaignId);

    /** The progress of those campaigns that exist, in any order. */
    List<CampaignProgress> findAll(Collection<String> campaignIds);
}
