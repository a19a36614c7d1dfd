package io.minicrm.app;

import io.minicrm.app.Worker.Description;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers that run in this process. */
final class Workers implements AutoCloseable {

    private final StartedParts parts = new StartedParts();
    private final List<Worker> running = new CopyOnWriteArrayList<>();

    /** Starts the workers of these roles, in the given order. */
    void start(List<Description> descriptions, Set<ProcessRole> roles) {
        for (Description description : descriptions) {
            if (roles.contains(description.role())) {
                Worker worker = description.start().start(description.name());
                parts.add(worker.handle());
                running.add(worker);
            }
        }
    }

    /** Whether each worker is alive, by name. */
    Map<String, Boolean> alive() {
        Map<String, Boolean> alive = new LinkedHashMap<>();
        running.forEach(worker -> alive.put(worker.name(), worker.isAlive().getAsBoolean()));
        return alive;
    }

    /** Stops them in the opposite order of their start. */
    @Override
    public void close() {
        parts.close();
    }
}
