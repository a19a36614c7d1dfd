package io.minicrm.launch;

import io.minicrm.campaign.CampaignStatus;

/** The status of a campaign does not allow what was asked for. */
public final class CampaignStatusConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CampaignStatusConflictException(String campaignId, CampaignStatus status, String participle) {
        super("Campaign %s is %s and cannot be %s".formatted(campaignId, status.code(), participle));
    }
}
