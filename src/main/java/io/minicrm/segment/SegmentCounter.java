package io.minicrm.segment;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts stored segments and remembers the results. */
public final class SegmentCounter {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentCounter.class);

    private final Audience audience;
    private final SegmentCounts counts;

    public SegmentCounter(Audience audience, SegmentCounts counts) {
        this.audience = audience;
        this.counts = counts;
    }

    /** See {@link Audience#count}. */
    public long count(Segment segment, ZonedDateTime now) {
        long leads = audience.count(segment.rule(), now);
        remember(segment, leads, now);
        return leads;
    }

    /** See {@link Audience#preview}. */
    public Audience.Preview preview(Segment segment, ZonedDateTime now, int limit) {
        Audience.Preview preview = audience.preview(segment.rule(), now, limit);
        remember(segment, preview.count(), now);
        return preview;
    }

    /** The count was asked for, and is right: a database that cannot be written to must not spoil it. */
    private void remember(Segment segment, long leads, ZonedDateTime now) {
        try {
            counts.remember(
                    segment, new SegmentCounts.Counted(leads, now.toInstant().truncatedTo(ChronoUnit.MILLIS)));
        } catch (RuntimeException failure) {
            LOG.warn("The count of segment {} was not stored: {}", segment.id(), failure.toString());
        }
    }
}
