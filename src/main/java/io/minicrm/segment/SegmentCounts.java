package io.minicrm.segment;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** How many leads segments had when they were last counted, so that lists need not count. */
public interface SegmentCounts {

    /**
     * A count of a segment as it was then.
     *
     * @param leads the leads that it selected
     * @param countedAt when that was
     */
    record Counted(long leads, Instant countedAt) {}

    /** Remembers the count instead of the one before. It is forgotten once the segment is changed or deleted. */
    void remember(Segment segment, Counted counted);

    /** The last counts of those of the segments that were counted since they were last changed, by id. */
    Map<String, Counted> of(Collection<Segment> segments);
}
