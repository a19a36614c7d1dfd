package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.api.ManagementPort;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The start of HTTP, which Spring serves. HTTP has to listen last, but Spring needs a second or two before it can, so
 * it prepares itself in a thread of its own while the other parts start, and stops at two points to wait for them:
 *
 * <pre>
 *   Spring's thread                     the other parts
 *   read the configuration              broker and store start
 *   — wait for beans —                  {@link #provide}: the store, the channels, …
 *   make the beans, meters included
 *   — wait for permission —             workers start; they register their meters
 *   listen                              {@link #listen}
 * </pre>
 *
 * Closing this abandons the start, wherever it waits.
 */
final class HttpStart implements AutoCloseable {

    /**
     * A worker that has ended, or hangs, needs a restart. A broker or database that is away does not end a worker, so
     * it fails no probe.
     */
    private static final Map<String, Object> PROBES = Map.of(
            "management.endpoint.health.group.liveness.include", "livenessState,workersAlive",
            "management.endpoint.health.group.readiness.include", "readinessState,workersAlive",
            // They need no log-in.
            "management.endpoint.health.group.liveness.show-components", "never",
            "management.endpoint.health.group.readiness.show-components", "never",
            "management.endpoint.health.group.liveness.show-details", "never",
            "management.endpoint.health.group.readiness.show-details", "never");

    private final HttpSettings settings;
    private final CompletableFuture<Map<String, Object>> beans = new CompletableFuture<>();
    private final CompletableFuture<MeterRegistry> meters = new CompletableFuture<>();
    private final CompletableFuture<Void> permission = new CompletableFuture<>();
    private final CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();

    private HttpStart(HttpSettings settings) {
        this.settings = settings;
    }

    /** Begins to prepare HTTP for a process with these roles. */
    static HttpStart begin(HttpSettings settings, Set<ProcessRole> roles) {
        HttpStart start = new HttpStart(settings);
        Class<?> configuration = roles.contains(ProcessRole.API) ? ApiProcess.class : WorkerProcess.class;
        Thread.ofPlatform().name("start-http").start(() -> start.run(configuration));
        return start;
    }

    private void run(Class<?> configuration) {
        try {
            context.complete(new SpringApplicationBuilder(configuration)
                    .bannerMode(Banner.Mode.OFF)
                    .registerShutdownHook(false)
                    .properties(Map.of("server.port", settings.port(), "server.address", settings.host()))
                    .properties(PROBES)
                    .initializers(spring -> {
                        spring.addBeanFactoryPostProcessor(this::registerBeans);
                        ((GenericApplicationContext) spring)
                                .registerBean(BeforeListening.class, () -> new BeforeListening(spring));
                        if (settings.managementPort() != 0) {
                            ManagementPort.register(
                                    (GenericApplicationContext) spring, settings.host(), settings.managementPort());
                        }
                    })
                    .run());
        } catch (Throwable failure) {
            meters.completeExceptionally(failure);
            context.completeExceptionally(failure);
        }
    }

    /**
     * As objects and not as bean definitions: those Spring would close, and it stops before the parts that use them.
     */
    private void registerBeans(ConfigurableListableBeanFactory factory) {
        try {
            beans.join().forEach(factory::registerSingleton);
        } catch (CancellationException closed) {
            // Ends Spring without an error in the log.
            throw new SpringApplication.AbandonedRunException();
        }
    }

    /**
     * Provides the beans that HTTP serves, by name, and waits until Spring has made its own.
     *
     * @return Spring's meters
     */
    MeterRegistry provide(Map<String, Object> provided) {
        beans.complete(provided);
        return result(meters);
    }

    /**
     * Listens; returns once requests are answered.
     *
     * @throws io.minicrm.settings.InvalidSettingException if another program has taken the port in the meantime
     */
    HttpServer listen() {
        permission.complete(null);
        ConfigurableApplicationContext spring;
        try {
            spring = result(context);
        } catch (RuntimeException failure) {
            HttpPort.requireFree(settings);
            throw failure;
        }
        int port = Objects.requireNonNull(((WebServerApplicationContext) spring).getWebServer())
                .getPort();
        return new HttpServer(spring, HttpPort.url(settings.host(), port));
    }

    private static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    @Override
    public void close() {
        beans.cancel(false);
        permission.complete(null);
        context.thenAccept(ConfigurableApplicationContext::close)
                .exceptionally(notStarted -> null)
                .join();
    }

    /** Spring starts it when all beans are made, directly before the web server. */
    private final class BeforeListening implements SmartLifecycle {

        private final ConfigurableApplicationContext spring;
        private volatile boolean running;

        BeforeListening(ConfigurableApplicationContext spring) {
            this.spring = spring;
        }

        @Override
        public void start() {
            running = true;
            meters.complete(spring.getBean(MeterRegistry.class));
            permission.join();
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
        }
    }

    /**
     * HTTP, which answers requests.
     *
     * @param url as seen from this machine: {@code http://localhost:8080}
     */
    record HttpServer(ConfigurableApplicationContext spring, URI url) implements AutoCloseable {

        @Override
        public void close() {
            spring.close();
        }
    }
}
