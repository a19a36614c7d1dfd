package io.minicrm.campaign;

/** There is no campaign of that id. */
public final class CampaignNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CampaignNotFoundException(String campaignId) {
        super("There is no campaign with the id \"%s\"".formatted(campaignId));
    }
}
