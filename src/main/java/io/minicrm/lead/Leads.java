package io.minicrm.lead;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored leads. Thread-safe. Every method takes a constant number of round trips and is safe to repeat. An upsert is atomic for
 * each lead, not for the batch.
 *
 * <p>Methods throw an unchecked exception if the store cannot be reached. No lead is ever partially written.
 */
public interface Leads {

    /** The result of an upsert: the number of new leads, and of leads that replaced one with the same id. */
    record Upserted(int imported, int updated) {}

    /** Stores the leads. Of two with the same id the later wins. An existing lead is replaced except for its creation time. */
    Upserted upsert(List<Lead> leads);

    /** The leads that exist among the ids, in no particular order. */
    List<Lead> findAll(Collection<String> ids);

    Optional<Lead> find(String id);

    /** Deletes the lead; returns false if there is none. Its messages stay in the delivery log. */
    boolean delete(String id);

    /**
     * A page of leads in order of id (by code point).
     *
     * @param text selects leads whose id, name, email or phone contains it, ignoring case; null for all
     * @param afterId the last id of the previous page; null for the first page
     * @param limit the longest page, 1 or more
     */
    List<Lead> list(@Nullable String text, @Nullable String afterId, int limit);

    long count();

    /** The types of all attributes that any stored lead has or had, by name. */
    Map<String, Set<AttributeType>> attributeTypes();
}
