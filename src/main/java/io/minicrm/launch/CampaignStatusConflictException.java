package io.minicrm.launch;

import io.minicrm.campaign.CampaignStatus;

/** The status of a campaign does not allow what was asked for. */
public final class CampaignStatusConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CampaignStatusConflictException(String campaignId, CampaignStatus status, String participle) {
        this(campaignId, "is %s and cannot be %s".formatted(status.code(), participle));
    }

    /** @param problem what is wrong, as the rest of a sentence about the campaign */
    CampaignStatusConflictException(String campaignId, String problem) {
        super("Campaign %s %s".formatted(campaignId, problem));
    }
}
