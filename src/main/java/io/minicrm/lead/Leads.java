package io.minicrm.lead;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored leads; safe for use by many threads. Every method takes one round trip, an upsert a few, whatever the number of leads, and is safe to
 * repeat; an upsert is atomic for each lead, not for the batch.
 *
 * <p>Methods throw an unchecked exception when the store cannot be reached; nothing is half written for any one lead.
 */
public interface Leads {

    /** What an upsert did: leads that were new, and leads that replaced one of the same id. */
    record Upserted(int imported, int updated) {}

    /** Stores the leads; of two with one id the later wins. An existing lead is replaced whole, except its creation time. */
    Upserted upsert(List<Lead> leads);

    /** The leads that exist among the ids, in no particular order. */
    List<Lead> findAll(Collection<String> ids);

    /** The lead of that id. */
    Optional<Lead> find(String id);

    /** Deletes the lead; false when there was none. What was sent to it stays in the delivery log. */
    boolean delete(String id);

    /**
     * A page of leads in order of id (by code point).
     *
     * @param text when given, only leads whose id, name, email or phone contains it, ignoring case
     * @param afterId when given, only leads with a greater id: the last id of the page before
     * @param limit the longest page, 1 or more
     */
    List<Lead> list(@Nullable String text, @Nullable String afterId, int limit);

    /** How many leads there are. */
    long count();

    /** The attribute names that leads have been stored with, each with the types ("text", "number", "boolean", "date") seen. */
    Map<String, Set<AttributeType>> attributeTypes();
}
