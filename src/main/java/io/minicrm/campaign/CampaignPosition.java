package io.minicrm.campaign;

/** What a campaign is sorted by, which says where a list continues after it. */
public record CampaignPosition(String name, String id) {

    public static CampaignPosition of(Campaign campaign) {
        return new CampaignPosition(campaign.content().name(), campaign.id());
    }
}
