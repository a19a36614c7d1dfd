package io.minicrm.delivery;

/** Records which dead letters name which campaign, for the campaign's numbers. */
public interface CampaignDeadLetters {

    /**
     * Records a dead letter of a campaign. Its original topic, partition and offset identify it, so a repeated call
     * changes nothing. A dead letter of a campaign that does not exist is not recorded.
     */
    void note(String campaignId, String topic, int partition, long offset);
}
