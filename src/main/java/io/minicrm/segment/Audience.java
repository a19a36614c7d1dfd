package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The leads that a rule picks, as the store finds them: the same leads that {@link Rule#matches} says yes to. */
public interface Audience {

    /** How many leads the rule picks. {@code now} is what relative dates are counted from. */
    long count(Rule rule, Instant now);

    /** How many leads the rule picks, and the first of them in order of id, at most {@code limit}. */
    Preview preview(Rule rule, Instant now, int limit);

    /**
     * Reads the ids of all picked leads from one snapshot, in order of id by code point, each once, in constant memory.
     *
     * @param pages called in this thread with the next ids, never with an empty list; what it throws ends the reading
     */
    void read(Rule rule, Instant now, Consumer<List<String>> pages);

    /**
     * What a rule picks, at a glance.
     *
     * @param sample the first leads in order of id
     */
    record Preview(long count, List<Lead> sample) {}
}
