package io.minicrm.app;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every process serves over HTTP, whatever its roles: health and metrics. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WorkerProcess {

    @Bean
    HealthIndicator workersHealthIndicator(Workers workers) {
        return () -> {
            var alive = workers.alive();
            Health.Builder health = alive.containsValue(false) ? Health.down() : Health.up();
            return health.withDetails(alive).build();
        };
    }
}
