package io.minicrm.app;

import io.minicrm.app.Worker.Description;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers that run in this process. */
final class Workers implements AutoCloseable {

    /** The state of a worker without problems. */
    static final String WELL = "UP";

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

    /** How each worker is, by name: {@link #WELL}, or what is wrong. */
    Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        running.forEach(worker -> states.put(worker.name(), worker.state()));
        return states;
    }

    /** Whether a worker has ended, or hangs. */
    boolean hang() {
        return running.stream().anyMatch(Worker::hangs);
    }

    /** Stops them in the opposite order of their start. */
    @Override
    public void close() {
        parts.close();
    }
}
