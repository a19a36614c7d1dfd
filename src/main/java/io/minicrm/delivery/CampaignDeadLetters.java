package io.minicrm.delivery;

/** Which dead letters name which campaign, for the campaign's numbers. */
public interface CampaignDeadLetters {

    /**
     * Notes a record that went to the dead letters and named a campaign. Where it came from tells it apart: again is harmless. One of
     * a campaign that does not exist is not noted.
     */
    void note(String campaignId, String topic, int partition, long offset);
}
