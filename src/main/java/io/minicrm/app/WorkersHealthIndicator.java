package io.minicrm.app;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while every worker of the process runs; down until they do. */
final class WorkersHealthIndicator implements HealthIndicator {

    private volatile @Nullable Workers workers;

    /** Tells it whom to look after. */
    void watch(Workers started) {
        workers = started;
    }

    @Override
    public Health health() {
        Workers watched = workers;
        if (watched == null) {
            return Health.down().withDetail("workers", "start").build();
        }
        var alive = watched.alive();
        Health.Builder health = alive.containsValue(false) ? Health.down() : Health.up();
        return health.withDetails(alive).build();
    }
}
