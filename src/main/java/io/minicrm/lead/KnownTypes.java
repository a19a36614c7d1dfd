package io.minicrm.lead;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the attribute types that a store has recorded, so that a batch writes only new ones. A store never deletes
 * such a record, so the cache never becomes stale. Thread-safe.
 */
public final class KnownTypes {

    private final Map<String, Set<AttributeType>> known = new ConcurrentHashMap<>();

    /** The types in the changes that the store may not have recorded, by attribute. */
    public SortedMap<String, Set<AttributeType>> unknownIn(Collection<LeadChange> changes) {
        var unknown = new TreeMap<String, Set<AttributeType>>();
        for (LeadChange change : changes) {
            change.attributes().values().forEach((name, value) -> {
                Set<AttributeType> types = known.getOrDefault(name, Set.of());
                if (!isSettled(types, value)) {
                    AttributeType type = AttributeType.of(value);
                    if (!types.contains(type)) {
                        unknown.computeIfAbsent(name, _ -> EnumSet.noneOf(AttributeType.class))
                                .add(type);
                    }
                }
            });
        }
        return unknown;
    }

    /** Whether the type of a text does not matter, because both texts and dates are recorded for the attribute. */
    private static boolean isSettled(Set<AttributeType> types, Object value) {
        return value instanceof String && types.contains(AttributeType.TEXT) && types.contains(AttributeType.DATE);
    }

    /** Adds types that the store has recorded. */
    public void add(Map<String, Set<AttributeType>> remembered) {
        remembered.forEach((name, types) -> known.merge(name, types, KnownTypes::union));
    }

    /** A new set, because other threads may be reading the old one. */
    private static Set<AttributeType> union(Set<AttributeType> one, Set<AttributeType> other) {
        Set<AttributeType> both = EnumSet.copyOf(one);
        both.addAll(other);
        return both;
    }
}
