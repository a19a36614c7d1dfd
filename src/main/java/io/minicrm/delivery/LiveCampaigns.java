package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The campaigns that a worker is busy with, none older than half a second: a cancelled one has to stop within two seconds, and
 * asking the store for every batch would cost a round trip more.
 */
final class LiveCampaigns {

    private static final long MAX_AGE = Duration.ofMillis(500).toNanos();
    private static final long FORGOTTEN = Duration.ofMinutes(1).toNanos();
    private static final int MAX_ENTRIES = 1_000;

    private final Campaigns campaigns;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    LiveCampaigns(Campaigns campaigns) {
        this.campaigns = campaigns;
    }

    /**
     * Makes sure that the campaigns of a batch are fresh, in one read at most.
     *
     * @return whether one of those that were known stands otherwise than before
     */
    boolean refresh(Collection<String> ids) {
        long now = System.nanoTime();
        Set<String> stale = new HashSet<>();
        for (String id : ids) {
            Entry entry = entries.get(id);
            if (entry == null || now - entry.readAt() > MAX_AGE) {
                stale.add(id);
            }
        }
        if (stale.isEmpty()) {
            return false;
        }
        boolean changed = false;
        for (Campaign campaign : campaigns.findAll(stale)) {
            Entry before = entries.get(campaign.id());
            changed |= before != null && !before.campaign().campaign().equals(campaign);
            entries.compute(
                    campaign.id(),
                    (id, known) -> new Entry(
                            known == null
                                    ? LiveCampaign.of(campaign)
                                    : known.campaign().with(campaign),
                            now));
        }
        if (entries.size() > MAX_ENTRIES) {
            entries.values().removeIf(entry -> now - entry.readAt() > FORGOTTEN);
        }
        return changed;
    }

    /**
     * The campaign of that id, as fresh as the last {@link #refresh}.
     *
     * @throws UnknownCampaignException when no campaign has that id
     */
    LiveCampaign get(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new UnknownCampaignException(id);
        }
        return entry.campaign();
    }

    private record Entry(LiveCampaign campaign, long readAt) {}
}
