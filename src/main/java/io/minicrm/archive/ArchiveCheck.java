package io.minicrm.archive;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.StoredApproval;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredDraft;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.stored.Entry.StoredSeriesPoint;
import io.minicrm.text.CodePoints;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the entries of a file are consistent, as the stores rely on: in order and without duplicates, every
 * reference to a campaign resolved, every plan complete and in order of lead id. Keeps the campaigns and the previous
 * entry in memory, nothing else.
 */
final class ArchiveCheck {

    private final Map<String, Campaign> campaigns = new LinkedHashMap<>();
    private @Nullable Entry previous;
    private @Nullable CheckedPlan plan;
    private long plansLeft;

    /** The part of a campaign's plan that has been checked. */
    private record CheckedPlan(String campaignId, int chunks, long leads, String lastLead) {}

    /** @throws InvalidFieldException if the entry is inconsistent with the previous ones */
    void accept(Entry entry) {
        if (previous != null && Entry.ORDER.compare(previous, entry) >= 0) {
            throw new InvalidFieldException(
                    "",
                    "does not follow the previous line in order of collection and key;"
                            + " give the file as it was exported");
        }
        previous = entry;
        if (!(entry instanceof StoredChunk)) {
            endPlan();
        }
        switch (entry) {
            case StoredCampaign(Campaign campaign) -> {
                campaigns.put(campaign.id(), campaign);
                plansLeft += campaign.isPlanned() && campaign.chunks() > 0 ? 1 : 0;
            }
            case StoredChunk(Chunk chunk, var _, var _) -> accept(chunk);
            case StoredDelivery stored -> {
                Campaign campaign = campaign(stored.delivery().campaignId());
                int chunk = stored.delivery().chunkIndex();
                if (!campaign.isPlanned() || chunk >= campaign.chunks()) {
                    throw new InvalidFieldException(
                            "chunk_index", "is %d, but the campaign has no such chunk".formatted(chunk));
                }
            }
            case StoredDeadLetter letter -> campaign(letter.campaignId());
            case StoredApproval(Approval approval) -> campaign(approval.campaignId());
            case StoredSeriesPoint(SeriesPoint point) -> campaign(point.campaignId());
            case StoredLead _, StoredConsent _, StoredAttribute _, StoredSegment _, StoredLimit _, StoredDraft _ -> {
                // Refers to no other entry.
            }
        }
    }

    private Campaign campaign(String id) {
        Campaign campaign = campaigns.get(id);
        if (campaign == null) {
            throw new InvalidFieldException(
                    "campaign_id", "is \"%s\", but the file has no such campaign".formatted(id));
        }
        return campaign;
    }

    private void accept(Chunk chunk) {
        if (plan != null && !plan.campaignId().equals(chunk.campaignId())) {
            endPlan();
        }
        Campaign campaign = campaign(chunk.campaignId());
        if (!campaign.isPlanned()) {
            throw new InvalidFieldException("campaign_id", "names a campaign that has no plan");
        }
        CheckedPlan far = plan == null ? new CheckedPlan(campaign.id(), 0, 0, "") : plan;
        if (chunk.index() != far.chunks()) {
            throw new InvalidFieldException(
                    "index", "is %d, but chunk %d is missing".formatted(chunk.index(), far.chunks()));
        }
        String last = far.lastLead();
        for (String lead : chunk.leadIds()) {
            if (CodePoints.compare(last, lead) >= 0) {
                throw new InvalidFieldException(
                        "lead_ids",
                        "has \"%s\" after \"%s\", but a plan must be in order of lead id".formatted(lead, last));
            }
            last = lead;
        }
        plan = new CheckedPlan(
                campaign.id(), far.chunks() + 1, far.leads() + chunk.leadIds().size(), last);
    }

    private void endPlan() {
        CheckedPlan ended = plan;
        if (ended == null) {
            return;
        }
        plan = null;
        plansLeft--;
        Campaign campaign = campaign(ended.campaignId());
        if (ended.chunks() != campaign.chunks() || ended.leads() != campaign.audience()) {
            throw new InvalidFieldException(
                    "",
                    "ends the plan of campaign %s after %,d chunks with %,d leads, but the campaign has %,d and %,d"
                            .formatted(
                                    campaign.id(),
                                    ended.chunks(),
                                    ended.leads(),
                                    campaign.chunks(),
                                    campaign.audience()));
        }
    }

    /**
     * Checks that nothing is missing. Called after the last entry.
     *
     * @throws InvalidFieldException if the plan of a campaign is missing or incomplete
     */
    void end() {
        endPlan();
        if (plansLeft != 0) {
            throw new InvalidFieldException("", "ends the file, but %,d campaigns have no chunks".formatted(plansLeft));
        }
    }

    /** The campaigns of the file, in order. */
    Set<String> campaignIds() {
        return campaigns.keySet();
    }
}
