package io.minicrm.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.embedded.EmbeddedPostgres;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while the embedded PostgreSQL does not run; says why. */
final class EmbeddedDatabaseHealthIndicator implements HealthIndicator {

    private final EmbeddedPostgres postgres;

    EmbeddedDatabaseHealthIndicator(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Health health() {
        return postgres.problem()
                .map(problem -> Health.down().withDetail("postgresql", problem).build())
                .orElseGet(() -> Health.up().build());
    }

    void count(MeterRegistry meters) {
        FunctionCounter.builder("minicrm.database.restarts", postgres, EmbeddedPostgres::restarts)
                .description("Starts of the embedded PostgreSQL after it had ended by itself")
                .register(meters);
    }
}
