package io.minicrm.campaign;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which campaigns were created for which segments. */
public interface SegmentUses {

    /** A campaign that was created for a segment. */
    record Use(String campaignId, String name, Instant createdAt) {}

    /**
     * The campaigns of one segment.
     *
     * @param campaigns how many there are
     * @param last the newest of them, newest first
     */
    record Uses(long campaigns, List<Use> last) {}

    /**
     * The campaigns of each of the segments; those without any are missing.
     *
     * @param maxLast the most campaigns to name for a segment
     */
    Map<String, Uses> of(Collection<String> segmentIds, int maxLast);
}
