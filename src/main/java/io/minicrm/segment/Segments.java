package io.minicrm.segment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored segments. */
public interface Segments {

    /** Stores the segment, or replaces the one of the same id (its creation time is kept). */
    void save(Segment segment);

    /** The segment of that id. */
    Optional<Segment> find(String id);

    /** Deletes the segment; false when there was none. Campaigns keep the rule they were created with. */
    boolean delete(String id);

    /** A page in order of id; {@code afterId} is the last id of the page before. */
    List<Segment> list(@Nullable String afterId, int limit);
}
