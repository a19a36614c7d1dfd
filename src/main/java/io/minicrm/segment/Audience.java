package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The leads that a rule selects, found by the store. They are the same leads for which {@link Rule#matches} is true at
 * the same {@code now}, whose zone is that of the installation.
 */
public interface Audience {

    /** Counts the selected leads. Relative dates count from {@code now}. */
    long count(Rule rule, ZonedDateTime now);

    /** Counts the selected leads and returns the first {@code limit} of them, in order of id. */
    Preview preview(Rule rule, ZonedDateTime now, int limit);

    /**
     * A page of the selected leads in order of id (by code point).
     *
     * @param afterId the last id of the previous page; null for the first page
     * @param limit the longest page, 1 or more
     */
    List<Lead> page(Rule rule, ZonedDateTime now, @Nullable String afterId, int limit);

    /**
     * Reads a field of the first {@code limit} leads in order of id, selected or not, in constant memory.
     *
     * @param each called in this thread once per lead, with what {@link Field#valueIn} returns for it
     */
    void values(Field field, int limit, Consumer<@Nullable Object> each);

    /**
     * Reads the ids of all selected leads from one snapshot, each once, in order by code point, in constant memory.
     *
     * @param pages called in this thread with the next ids, never with an empty list; an exception that it throws ends
     *     the reading
     */
    void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages);

    /**
     * Reads the ids of all selected leads as {@link #read} does, and then of those whose address another selected lead
     * has, too. Of several leads with one address, the one that has opted out is left out of the latter, and if none
     * has, the one with the smallest id. The address is the e-mail address, or the phone number of a lead that has
     * none.
     *
     * <p>Both are read from one snapshot, except on MongoDB: a lead that is changed between the two counts as it was
     * before and after.
     *
     * @param pages as for {@link #read}
     * @param duplicates called in this thread after the last page of ids, with ids in no particular order, never with
     *     an empty list
     */
    void readWithDuplicates(
            Rule rule, ZonedDateTime now, Consumer<List<String>> pages, Consumer<List<String>> duplicates);

    /**
     * The size of an audience and a sample.
     *
     * @param sample the first leads in order of id
     * @param unasked which conditions cannot be asked of how many leads
     */
    record Preview(long count, List<Lead> sample, List<Unasked> unasked) {}
}
