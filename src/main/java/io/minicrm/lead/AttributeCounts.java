package io.minicrm.lead;

import java.util.Map;
import java.util.Optional;

/** How many leads have each attribute, as of a short while ago: counting reads all leads. Thread-safe. */
public final class AttributeCounts {

    private final ReusedCount<Map<String, Long>> counts;

    public AttributeCounts(Leads leads) {
        counts = new ReusedCount<>(() -> Map.copyOf(leads.attributeCounts()));
    }

    /**
     * The number of leads by attribute; attributes that no lead has are missing. Empty if they have not been counted
     * yet.
     */
    public Optional<Map<String, Long>> get() {
        return counts.get();
    }
}
