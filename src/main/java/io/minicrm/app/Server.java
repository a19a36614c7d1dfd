package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.api.ApiSettings;
import io.minicrm.channel.Simulator;
import io.minicrm.channel.Webhook;
import io.minicrm.channel.WebhookSettings;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedStartException;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.store.Store;
import io.minicrm.store.StoreUnreachableException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One process of mini-crm: backends, HTTP and workers, ready in this order; HTTP stops first, then the workers, then the backends. The
 * workers are plain objects; Spring serves HTTP and keeps the meters.
 */
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    /** A worker that has ended comes back with a restart only; brokers and databases that are away do not end one. */
    private static final Map<String, Object> PROBES = Map.of(
            "management.endpoint.health.group.liveness.include", "livenessState,workers",
            "management.endpoint.health.group.readiness.include", "readinessState,workers");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final KafkaSettings kafka;
    private final Store store;
    private final String host;
    private final int port;

    private Server(Settings settings, Set<ProcessRole> roles) {
        CompletableFuture<Backends> starting = null;
        try {
            DataFolder folder = settings.embeds() ? opened(DataFolder.open(settings.dataFolder())) : null;
            // Known in a moment; what comes next takes seconds.
            HttpPort.requireFree(settings.host(), settings.port());
            // Spring prepares itself meanwhile: it needs them only when it makes its beans.
            CompletableFuture<Backends> backends =
                    CompletableFuture.supplyAsync(() -> Backends.start(settings, folder));
            starting = backends;
            Wiring wiring = new Wiring(settings);
            ConfigurableApplicationContext spring =
                    opened(startSpring(settings, roles, beans -> wiring.register(opened(started(backends)), beans)));
            this.kafka = wiring.backends().kafkaSettings();
            this.store = wiring.backends().store();
            Workers workers = opened(wiring.workers(spring.getBean(MeterRegistry.class)));
            // The meters are Spring's, so it starts first; all the same HTTP is to stop before the workers do.
            parts.remove(spring);
            parts.push(spring);
            wiring.health().watch(workers.start(roles));
            this.host = settings.host();
            this.port = Objects.requireNonNull(((WebServerApplicationContext) spring).getWebServer())
                    .getPort();
        } catch (RuntimeException failure) {
            RuntimeException told = starting == null ? failure : withoutBackends(starting, failure);
            close();
            throw told;
        }
    }

    /** The backends once they have started; where they have not, Spring is to end without a word, for {@link #withoutBackends} has them. */
    private static Backends started(CompletableFuture<Backends> backends) {
        try {
            return backends.join();
        } catch (CompletionException failure) {
            throw new SpringApplication.AbandonedRunException();
        }
    }

    /** What made the start fail: the backends, if they did; if they did not, they are among the parts or stopped here. */
    private RuntimeException withoutBackends(CompletableFuture<Backends> backends, RuntimeException failure) {
        try {
            Backends running = backends.join();
            if (!parts.contains(running)) {
                running.close();
            }
            return failure;
        } catch (CompletionException notStarted) {
            return notStarted.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /**
     * Starts a process with these roles.
     *
     * @throws InvalidSettingException when a setting shows to be wrong
     * @throws StartException when it cannot start for another reason that can be mended; everything that was started is stopped again
     */
    public static Server start(Settings settings, Set<ProcessRole> roles) {
        try {
            return new Server(settings, roles);
        } catch (EmbeddedStartException | StoreUnreachableException | BrokerUnreachableException mendable) {
            throw new StartException(String.valueOf(mendable.getMessage()), mendable);
        }
    }

    private static ConfigurableApplicationContext startSpring(
            Settings settings, Set<ProcessRole> roles, Consumer<ConfigurableListableBeanFactory> beans) {
        return new SpringApplicationBuilder(roles.contains(ProcessRole.API) ? ApiProcess.class : WorkerProcess.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(Map.of("server.port", settings.port(), "server.address", settings.host()))
                .properties(PROBES)
                .initializers(context -> context.addBeanFactoryPostProcessor(beans::accept))
                .run();
    }

    /** What stands between the backends and the workers. */
    private final class Wiring {

        private final Settings settings;
        private final Clock clock = Clock.systemUTC();
        private final WorkersHealthIndicator health = new WorkersHealthIndicator();
        private @Nullable Backends backends;
        private @Nullable Publisher publisher;
        private @Nullable TopicInspector inspector;
        private Map<String, Channel> channels = Map.of();

        Wiring(Settings settings) {
            this.settings = settings;
        }

        /**
         * Makes all that needs the backends and gives Spring what it serves. As it is, and not as bean definitions: those Spring would close,
         * and it stops before the workers that use them.
         */
        void register(Backends started, ConfigurableListableBeanFactory beans) {
            backends = started;
            Publisher toBroker = opened(new Publisher(started.kafkaSettings()));
            publisher = toBroker;
            ReceiptPublisher receipts = batch -> toBroker.sendAll(PipelineTopics.RECEIPTS, batch);
            channels = channels(receipts);
            TopicInspector intoTopics = opened(new TopicInspector(started.kafkaSettings()));
            inspector = intoTopics;
            beans.registerSingleton("store", started.store());
            beans.registerSingleton("receiptPublisher", receipts);
            beans.registerSingleton("clock", clock);
            beans.registerSingleton("chunkPolicy", settings.chunkPolicy());
            beans.registerSingleton(
                    "apiSettings", new ApiSettings(settings.receiptsSecret(), settings.sendsInFlight()));
            beans.registerSingleton("topicInspector", intoTopics);
            beans.registerSingleton("workersHealthIndicator", health);
            channels.forEach((name, channel) -> beans.registerSingleton("channel-" + name, channel));
        }

        private Map<String, Channel> channels(ReceiptPublisher receipts) {
            Map<String, Channel> installed = new LinkedHashMap<>();
            installed.put(Simulator.NAME, opened(new Simulator(settings.simulator(), receipts, clock)));
            WebhookSettings webhook = settings.webhook();
            if (webhook != null) {
                installed.put(Webhook.NAME, opened(new Webhook(webhook, clock)));
            }
            return installed;
        }

        Backends backends() {
            return Objects.requireNonNull(backends);
        }

        WorkersHealthIndicator health() {
            return health;
        }

        Workers workers(MeterRegistry meters) {
            return new Workers(
                    settings,
                    backends().kafkaSettings(),
                    backends().store(),
                    Objects.requireNonNull(publisher),
                    channels,
                    Objects.requireNonNull(inspector),
                    meters,
                    clock);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    Store store() {
        return store;
    }

    /** Where HTTP listens, as seen from this machine: {@code http://localhost:8080}. */
    public URI url() {
        return HttpPort.url(host, port);
    }

    /** The brokers that it works with, {@code host:port}. */
    public String brokers() {
        return kafka.brokers();
    }

    /** Stops in the opposite order of the start; work in hand is finished or left for the next start. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) {
                log.warn("{} did not stop cleanly", part.getClass().getSimpleName(), failure);
            }
        }
    }
}
