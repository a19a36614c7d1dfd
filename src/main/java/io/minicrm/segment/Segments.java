package io.minicrm.segment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored segments. */
public interface Segments {

    /** Stores the segment, or replaces the one with the same id, keeping its creation time. */
    void save(Segment segment);

    Optional<Segment> find(String id);

    /** Deletes the segment; returns false if there is none. Campaigns keep the rule that they were created with. */
    boolean delete(String id);

    /** A page in order of id. {@code afterId} is the last id of the previous page. */
    List<Segment> list(@Nullable String afterId, int limit);

    long count();
}
