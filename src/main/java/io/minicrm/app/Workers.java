package io.minicrm.app;

import io.minicrm.app.Worker.Description;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers that run in this process. */
final class Workers implements AutoCloseable {

    /** The state of a worker without problems. */
    static final String WELL = "UP";

    /** A sender waits five seconds for messages in flight, and then commits. */
    private static final Duration STOP_LIMIT = Duration.ofMillis(6_500);

    private final List<Worker> running = new CopyOnWriteArrayList<>();

    /** Starts the workers of these roles, in the given order. */
    void start(List<Description> descriptions, Set<ProcessRole> roles) {
        for (Description description : descriptions) {
            if (roles.contains(description.role())) {
                Worker worker = description.start().start(description.name());
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

    /** Stops them all at once: each waits only for what it has begun. */
    @Override
    public void close() {
        Map<String, AutoCloseable> handles = new LinkedHashMap<>();
        running.forEach(worker -> handles.put(worker.name(), worker.handle()));
        running.clear();
        ParallelStop.stop(handles, STOP_LIMIT);
    }
}
