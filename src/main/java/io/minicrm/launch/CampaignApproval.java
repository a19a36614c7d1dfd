package io.minicrm.launch;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Approvals;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.ApprovalRule;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** How a second person approves a large campaign; see {@link ApprovalRule}. */
public final class CampaignApproval {

    private final Campaigns campaigns;
    private final Approvals approvals;
    private final ApprovalRule rule;
    private final Clock clock;

    public CampaignApproval(Campaigns campaigns, Approvals approvals, ApprovalRule rule, Clock clock) {
        this.campaigns = campaigns;
        this.approvals = approvals;
        this.rule = rule;
        this.clock = clock;
    }

    /**
     * What is there to approve.
     *
     * @param digest of audience and content as they are now; null if no approval is needed
     * @param approval of exactly that; null if there is none
     */
    public record State(
            Campaign campaign,
            @Nullable String digest,
            @Nullable Approval approval) {}

    /** @throws CampaignNotFoundException if there is no such campaign */
    public State state(String id) {
        Campaign campaign = find(id);
        if (!rule.isNeeded(campaign)) {
            return new State(campaign, null, null);
        }
        String digest = rule.digest(campaign);
        return new State(
                campaign,
                digest,
                approvals
                        .find(id)
                        .filter(approval -> approval.digest().equals(digest))
                        .orElse(null));
    }

    /**
     * Approves a campaign, which then begins. May be repeated.
     *
     * @param digest what the person has seen
     * @param approver the name of the person's principal
     * @throws CampaignNotFoundException if there is no such campaign
     * @throws ApprovalRefusedException if it needs no approval, is another one than the person has seen, or the person
     *     created it
     */
    public State approve(String id, String digest, String approver) {
        State state = state(id);
        if (state.digest() == null) {
            throw new ApprovalRefusedException(
                    state.campaign().isPlanned()
                            ? "Campaign %s needs no approval".formatted(id)
                            : "The audience of campaign %s is not frozen yet; try again when it is".formatted(id));
        }
        if (approver.equals(state.campaign().origin().createdBy())) {
            throw new ApprovalRefusedException(
                    "You created campaign %s, so somebody else has to approve it".formatted(id));
        }
        if (!state.digest().equals(digest)) {
            throw new ApprovalRefusedException("Campaign %s is not what you have seen; look at it again".formatted(id));
        }
        if (state.approval() == null) {
            approvals.save(new Approval(id, digest, approver, clock.instant()));
        }
        return state(id);
    }

    private Campaign find(String id) {
        return campaigns.find(id).orElseThrow(() -> new CampaignNotFoundException(id));
    }
}
