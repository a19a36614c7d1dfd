package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Campaigns;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The campaigns that a worker is processing, each read at most half a second ago. A cancelled campaign has to stop
 * within two seconds, and reading the campaigns for every batch would cost another round trip.
 *
 * <p>Example: ten batches of one campaign arrive within a second. The first and the sixth read the campaign; the others
 * use what was read. Its templates are parsed once.
 */
final class LiveCampaigns {

    private static final long MAX_AGE = Duration.ofMillis(500).toNanos();
    private static final long FORGOTTEN = Duration.ofMinutes(1).toNanos();
    private static final int MAX_ENTRIES = 1_000;

    private final Campaigns campaigns;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    LiveCampaigns(Campaigns campaigns, LongSupplier nanoTime) {
        this.campaigns = campaigns;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads the campaigns of a batch again if they are too old, in one read at most.
     *
     * @return true if one of those that were known has changed
     */
    boolean refresh(Collection<String> ids) {
        long now = nanoTime.getAsLong();
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
