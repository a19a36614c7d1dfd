package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;

/** Freezes a campaign's audience as its plan. */
public interface Planner {

    /**
     * Reads the campaign's audience once, cuts it and stores the plan; does nothing when the campaign has one.
     *
     * @return the leads in the plan
     */
    long plan(Campaign campaign);
}
