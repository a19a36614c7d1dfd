package io.minicrm.archive;

import io.minicrm.stored.Entry.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The number of entries of each kind. */
public final class EntryCounts {

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    static EntryCounts of(ToLongFunction<Kind> count) {
        EntryCounts counts = new EntryCounts();
        for (Kind kind : Kind.values()) {
            counts.counts.put(kind, count.applyAsLong(kind));
        }
        return counts;
    }

    void add(Kind kind, long more) {
        counts.merge(kind, more, Long::sum);
    }

    /** The number of entries of that kind. */
    public long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** The number of entries of all kinds. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
