package io.minicrm.delivery;

import io.minicrm.kafka.UnprocessableRecordException;

/** A message of a campaign that does not exist here. */
final class UnknownCampaignException extends UnprocessableRecordException {

    private static final long serialVersionUID = 1L;

    UnknownCampaignException(String campaignId) {
        super("campaign_id '%s' is not a campaign of this installation".formatted(campaignId));
    }
}
