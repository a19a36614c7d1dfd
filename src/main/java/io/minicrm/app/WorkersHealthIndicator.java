package io.minicrm.app;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down if a worker of the process has ended, or has finished no round within its limit; says what that worker waits
 * for.
 */
final class WorkersHealthIndicator implements HealthIndicator {

    private final Workers workers;

    WorkersHealthIndicator(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        var states = workers.states();
        boolean allWell = states.values().stream().allMatch(Workers.WELL::equals);
        return (allWell ? Health.up() : Health.down()).withDetails(states).build();
    }
}
