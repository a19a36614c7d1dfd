package io.minicrm.archive;

import io.minicrm.stored.Entry.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How many there are of each kind. */
public final class Counts {

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /** As many as that. */
    static Counts of(ToLongFunction<Kind> count) {
        Counts counts = new Counts();
        for (Kind kind : Kind.values()) {
            counts.counts.put(kind, count.applyAsLong(kind));
        }
        return counts;
    }

    void add(Kind kind, long more) {
        counts.merge(kind, more, Long::sum);
    }

    /** Of that kind; 0 when there are none. */
    public long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Of all kinds together. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
