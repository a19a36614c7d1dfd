package io.minicrm.lead;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types with which a store is known to have remembered its attributes: what of a batch it need not be told again. What a store has remembered it
 * never forgets, so neither does this go stale. Safe for use by many threads.
 */
public final class KnownTypes {

    private final Map<String, Set<AttributeType>> known = new ConcurrentHashMap<>();

    /** The attributes of the leads, by name, with those of their types that are not known yet; without those that are known with all of theirs. */
    public SortedMap<String, Set<AttributeType>> unknownIn(Collection<Lead> leads) {
        var unknown = new TreeMap<String, Set<AttributeType>>();
        for (Lead lead : leads) {
            lead.attributes().values().forEach((name, value) -> {
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

    /** True for a text whose name is known with texts and with dates: no need to find out which of them it is. */
    private static boolean isSettled(Set<AttributeType> types, Object value) {
        return value instanceof String && types.contains(AttributeType.TEXT) && types.contains(AttributeType.DATE);
    }

    /** Notes what the store has remembered by now. */
    public void add(Map<String, Set<AttributeType>> remembered) {
        remembered.forEach((name, types) -> known.merge(name, types, KnownTypes::union));
    }

    /** A new set, for others may be reading the old one. */
    private static Set<AttributeType> union(Set<AttributeType> one, Set<AttributeType> other) {
        Set<AttributeType> both = EnumSet.copyOf(one);
        both.addAll(other);
        return both;
    }
}
