package io.minicrm.segment;

import io.minicrm.problem.Precondition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored segments. */
public interface Segments {

    /**
     * Stores the segment, or replaces the one with the same id, keeping its creation time; in one atomic step with the
     * check.
     *
     * @return the one that was replaced
     */
    Optional<Segment> save(Segment segment, Precondition<Segment> precondition);

    /** The same, whatever is stored. */
    default Optional<Segment> save(Segment segment) {
        return save(segment, Precondition.none());
    }

    Optional<Segment> find(String id);

    /**
     * Deletes the segment if it is as expected, in one atomic step; returns false if there is none. Campaigns keep the
     * rule that they were created with.
     */
    boolean delete(String id, Precondition<Segment> precondition);

    /** The same, whatever is stored. */
    default boolean delete(String id) {
        return delete(id, Precondition.none());
    }

    /**
     * A page in order of id.
     *
     * @param text selects segments whose id or name contains it, ignoring case; null for all
     * @param afterId the last id of the previous page; null for the first page
     */
    List<Segment> list(@Nullable String text, @Nullable String afterId, int limit);

    /** A page of all segments. */
    default List<Segment> list(@Nullable String afterId, int limit) {
        return list(null, afterId, limit);
    }

    long count();
}
