package io.minicrm.app;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down if a restart would help: a worker has ended, or has given no sign of life for twice its limit. */
final class WorkersAliveHealthIndicator implements HealthIndicator {

    private final Workers workers;

    WorkersAliveHealthIndicator(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        return workers.hang() ? Health.down().build() : Health.up().build();
    }
}
