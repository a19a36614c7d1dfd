package io.minicrm.delivery;

import io.minicrm.delivery.PlannedChunk.Place;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The chunks that a sender needed last. Plans never change, so a chunk is read once, however many batches its messages
 * come in. Not safe for use by several threads.
 *
 * <p>Example: the 200 messages of a chunk come in four batches. The first batch reads the chunk, together with the
 * other unknown chunks of the batch; the other three read nothing.
 */
final class PlannedChunks {

    private static final int MAX_LEADS = 50_000;

    private final Plans plans;

    /** In order of use, the latest last. */
    private final LinkedHashMap<Place, PlannedChunk> known = new LinkedHashMap<>(256, 0.75f, true);

    private int leads;

    PlannedChunks(Plans plans) {
        this.plans = plans;
    }

    /** The chunks that stand at these places, in one read at most. A place without a chunk is not in the answer. */
    Map<Place, PlannedChunk> at(Collection<Place> places) {
        Map<Place, PlannedChunk> found = new HashMap<>();
        Set<Place> missing = new HashSet<>();
        for (Place place : Set.copyOf(places)) {
            PlannedChunk chunk = known.get(place);
            if (chunk == null) {
                missing.add(place);
            } else {
                found.put(place, chunk);
            }
        }
        if (!missing.isEmpty()) {
            Map<Place, PlannedChunk> read = plans.at(missing);
            found.putAll(read);
            read.forEach(this::remember);
        }
        return found;
    }

    private void remember(Place place, PlannedChunk chunk) {
        known.put(place, chunk);
        leads += chunk.leadIds().size();
        Iterator<PlannedChunk> oldest = known.values().iterator();
        while (leads > MAX_LEADS && known.size() > 1) {
            leads -= oldest.next().leadIds().size();
            oldest.remove();
        }
    }
}
