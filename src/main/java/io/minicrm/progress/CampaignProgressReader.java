package io.minicrm.progress;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Tallies;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the progress of campaigns from the store, in two round trips however many there are. */
public final class CampaignProgressReader implements ProgressSource {

    private final Campaigns campaigns;
    private final Tallies tallies;

    public CampaignProgressReader(Campaigns campaigns, Tallies tallies) {
        this.campaigns = campaigns;
        this.tallies = tallies;
    }

    @Override
    public CampaignProgress get(String campaignId) {
        Campaign campaign = campaigns.find(campaignId).orElseThrow(() -> new CampaignNotFoundException(campaignId));
        return of(List.of(campaign)).getFirst();
    }

    @Override
    public List<CampaignProgress> findAll(Collection<String> campaignIds) {
        return of(campaigns.findAll(campaignIds));
    }

    /** The campaigns with their numbers, in the given order. */
    public List<CampaignProgress> of(List<Campaign> read) {
        if (read.isEmpty()) {
            return List.of();
        }
        Map<String, CampaignStats> stats =
                tallies.stats(read.stream().map(Campaign::id).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(CampaignStats::campaignId, Function.identity()));
        return read.stream()
                .map(campaign -> new CampaignProgress(
                        campaign,
                        stats.getOrDefault(campaign.id(), CampaignStats.untouched(campaign.id(), campaign.audience()))))
                .toList();
    }
}
