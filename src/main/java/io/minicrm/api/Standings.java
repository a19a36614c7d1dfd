package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads campaigns together with their numbers: two round trips, however many campaigns. */
final class Standings {

    private final Store store;

    Standings(Store store) {
        this.store = store;
    }

    Optional<Standing> find(String campaignId) {
        return store.campaigns()
                .find(campaignId)
                .map(campaign -> of(List.of(campaign)).getFirst());
    }

    List<Standing> findAll(Collection<String> campaignIds) {
        return of(store.campaigns().findAll(campaignIds));
    }

    /** The campaigns with their numbers, in the given order. */
    List<Standing> of(List<Campaign> campaigns) {
        if (campaigns.isEmpty()) {
            return List.of();
        }
        Map<String, CampaignStats> stats =
                store.deliveryLog().stats(campaigns.stream().map(Campaign::id).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(CampaignStats::campaignId, Function.identity()));
        return campaigns.stream()
                .map(campaign -> new Standing(campaign, stats.getOrDefault(campaign.id(), untouched(campaign))))
                .toList();
    }

    private static CampaignStats untouched(Campaign campaign) {
        return new CampaignStats(campaign.id(), campaign.audience(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
