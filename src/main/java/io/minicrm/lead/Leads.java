package io.minicrm.lead;

import io.minicrm.problem.Precondition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored leads. Thread-safe. Every method takes a constant number of round trips and is safe to repeat. Storing is
 * atomic for each lead, not for the batch.
 *
 * <p>Methods throw an unchecked exception if the store cannot be reached. No lead is ever partially written.
 */
public interface Leads {

    /**
     * Makes changes, in their order; changes with the same key concern the same lead. {@link LeadChange} says what
     * becomes of each field. A stored lead keeps its creation time, and its opt-out whatever the changes say. A lead
     * that would not change is not written.
     *
     * <p>A change whose key is an address concerns the stored lead with that address, or else a new one with an id that
     * follows from the address. So of two concurrent imports of a new address one creates the lead and the other
     * updates it. Two leads with one address come only from changes whose key is an id.
     */
    Stored store(List<LeadChange> changes, StoreMode mode);

    /**
     * Makes one change if the lead is as expected, in one atomic step.
     *
     * @param change a change whose key is an id
     */
    Stored.Outcome store(LeadChange change, StoreMode mode, Precondition<Lead> precondition);

    /** Stores leads as they are given. Replaces stored ones, except for their creation times and opt-outs. */
    default Stored upsert(List<Lead> leads) {
        return store(leads.stream().map(LeadChange::of).toList(), StoreMode.REPLACE);
    }

    /** The leads that exist among the ids, in no particular order. */
    List<Lead> findAll(Collection<String> ids);

    /** The same without their attributes, which are most of what a lead weighs. */
    default List<Lead> contacts(Collection<String> ids) {
        return findAll(ids);
    }

    Optional<Lead> find(String id);

    /**
     * Deletes the lead if it is as expected, in one atomic step; returns false if there is none. Its messages stay in
     * the delivery log.
     */
    boolean delete(String id, Precondition<Lead> precondition);

    /** Deletes the lead; returns false if there is none. Its messages stay in the delivery log. */
    default boolean delete(String id) {
        return delete(id, Precondition.none());
    }

    /** A page of the leads that meet the condition, in the wanted order (of texts: by code point). */
    List<Lead> list(LeadQuery query);

    /**
     * A page of leads in order of id.
     *
     * @param text as in {@link LeadQuery}
     * @param afterId the last id of the previous page; null for the first page
     */
    default List<Lead> list(@Nullable String text, @Nullable String afterId, int limit) {
        LeadPosition after = afterId == null ? null : new LeadPosition("", afterId);
        return list(new LeadQuery(text, LeadSort.ID, after, limit));
    }

    /**
     * The number of leads that contain the text, as {@link LeadQuery} says; {@code max} if there are more.
     *
     * @param text null for all leads
     */
    long count(@Nullable String text, int max);

    long count();

    /**
     * The number of leads that have each attribute. Reads all leads: a second or more per million. See {@link
     * AttributeCounts}.
     */
    Map<String, Long> attributeCounts();

    /** The types of all attributes that any stored lead has or had, by name. */
    Map<String, Set<AttributeType>> attributeTypes();
}
