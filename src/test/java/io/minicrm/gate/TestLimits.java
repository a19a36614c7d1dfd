package io.minicrm.gate;

import java.util.List;

/** Limits set by a test. */
public final class TestLimits implements Limits {

    private volatile List<Limit> limits = List.of();

    @Override
    public List<Limit> all() {
        return limits;
    }

    @Override
    public synchronized void set(Limit limit) {
        remove(limit.scope(), limit.name());
        limits = java.util.stream.Stream.concat(limits.stream(), java.util.stream.Stream.of(limit))
                .toList();
    }

    @Override
    public synchronized boolean remove(Scope scope, String name) {
        List<Limit> kept = limits.stream()
                .filter(limit -> limit.scope() != scope || !limit.name().equals(name))
                .toList();
        boolean removed = kept.size() < limits.size();
        limits = kept;
        return removed;
    }
}
