package io.minicrm.archive;

import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.text.CodePoints;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether entries fit together: in order and none twice, nothing of a campaign that is not there, every plan whole and cut in order of lead
 * id, as the stores rely on. Remembers the campaigns, and else only the entry before.
 */
final class Sequence {

    private final Map<String, Campaign> campaigns = new LinkedHashMap<>();
    private @Nullable Entry before;
    private @Nullable Plan plan;
    private long planned;

    /** How far the plan of one campaign has been seen. */
    private record Plan(String campaignId, int chunks, long leads, String lastLead) {}

    /**
     * @throws InvalidFieldException when it does not fit to those before
     */
    void accept(Entry entry) {
        if (before != null && Entry.ORDER.compare(before, entry) >= 0) {
            throw new InvalidFieldException(
                    "",
                    "is not after the line before in order of collection and key; give the file as it was exported");
        }
        before = entry;
        if (!(entry instanceof StoredChunk)) {
            endPlan();
        }
        switch (entry) {
            case StoredCampaign(Campaign campaign) -> {
                campaigns.put(campaign.id(), campaign);
                planned += campaign.isPlanned() && campaign.chunks() > 0 ? 1 : 0;
            }
            case StoredChunk(Chunk chunk, var _) -> accept(chunk);
            case StoredDelivery stored -> {
                Campaign campaign = campaign(stored.delivery().campaignId());
                int chunk = stored.delivery().chunkIndex();
                if (!campaign.isPlanned() || chunk >= campaign.chunks()) {
                    throw new InvalidFieldException(
                            "chunk_index", "is %d; the campaign has no such chunk".formatted(chunk));
                }
            }
            case StoredDeadLetter letter -> campaign(letter.campaignId());
            default -> {
                // Refers to nothing.
            }
        }
    }

    private Campaign campaign(String id) {
        Campaign campaign = campaigns.get(id);
        if (campaign == null) {
            throw new InvalidFieldException("campaign_id", "is \"%s\"; the file has no such campaign".formatted(id));
        }
        return campaign;
    }

    private void accept(Chunk chunk) {
        if (plan != null && !plan.campaignId().equals(chunk.campaignId())) {
            endPlan();
        }
        Campaign campaign = campaign(chunk.campaignId());
        if (!campaign.isPlanned()) {
            throw new InvalidFieldException("campaign_id", "is of a campaign that has no plan");
        }
        Plan far = plan == null ? new Plan(campaign.id(), 0, 0, "") : plan;
        if (chunk.index() != far.chunks()) {
            throw new InvalidFieldException(
                    "index", "is %d; chunk %d is missing".formatted(chunk.index(), far.chunks()));
        }
        String last = far.lastLead();
        for (String lead : chunk.leadIds()) {
            if (CodePoints.compare(last, lead) >= 0) {
                throw new InvalidFieldException(
                        "lead_ids", "has \"%s\" after \"%s\"; a plan is in order of lead id".formatted(lead, last));
            }
            last = lead;
        }
        plan = new Plan(
                campaign.id(), far.chunks() + 1, far.leads() + chunk.leadIds().size(), last);
    }

    private void endPlan() {
        Plan ended = plan;
        if (ended == null) {
            return;
        }
        plan = null;
        planned--;
        Campaign campaign = campaign(ended.campaignId());
        if (ended.chunks() != campaign.chunks() || ended.leads() != campaign.audience()) {
            throw new InvalidFieldException(
                    "",
                    "ends the plan of campaign %s after %,d chunks with %,d leads; the campaign has %,d and %,d"
                            .formatted(
                                    campaign.id(),
                                    ended.chunks(),
                                    ended.leads(),
                                    campaign.chunks(),
                                    campaign.audience()));
        }
    }

    /**
     * Called after the last one.
     *
     * @throws InvalidFieldException when something is missing
     */
    void end() {
        endPlan();
        if (planned != 0) {
            throw new InvalidFieldException("", "ends a file in which %,d campaigns have no chunks".formatted(planned));
        }
    }

    /** The campaigns that were there, in order. */
    Set<String> campaignIds() {
        return campaigns.keySet();
    }
}
