package io.minicrm.app;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up if every worker of the process is alive. */
final class WorkersHealthIndicator implements HealthIndicator {

    private final Workers workers;

    WorkersHealthIndicator(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        var alive = workers.alive();
        Health.Builder health = alive.containsValue(false) ? Health.down() : Health.up();
        return health.withDetails(alive).build();
    }
}
