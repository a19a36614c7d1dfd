package io.minicrm.app;

import io.minicrm.api.ApiSettings;
import io.minicrm.channel.Simulator;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.flow.KafkaSettings;
import io.minicrm.flow.Publisher;
import io.minicrm.flow.TopicInspector;
import io.minicrm.flow.TopicSetup;
import io.minicrm.store.Store;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * One process of mini-crm: backends, workers and HTTP, started in this order and stopped in the opposite one. The workers are plain
 * objects; Spring comes last and serves HTTP.
 */
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final KafkaSettings kafka;
    private final Store store;
    private final int port;

    private Server(Settings settings, Set<Role> roles) {
        try {
            Clock clock = Clock.systemUTC();
            Backends backends = opened(Backends.start(settings));
            this.kafka = backends.kafkaSettings();
            this.store = backends.store();
            TopicSetup.ensure(kafka, PipelineTopics.partitions());
            TopicInspector inspector = opened(new TopicInspector(kafka));
            Publisher publisher = opened(new Publisher(kafka));
            ReceiptPublisher receipts = batch -> publisher.sendAll(PipelineTopics.RECEIPTS, batch);
            Simulator simulator = opened(new Simulator(settings.simulator(), receipts, clock));
            Map<String, Channel> channels = Map.of(simulator.name(), simulator);
            Workers workers = opened(new Workers(settings, kafka, store, publisher, channels, clock).start(roles));
            ConfigurableApplicationContext spring =
                    opened(startSpring(settings, roles, store, receipts, inspector, channels, workers, clock));
            this.port = Objects.requireNonNull(((WebServerApplicationContext) spring).getWebServer())
                    .getPort();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /**
     * Starts a process with these roles.
     *
     * @throws RuntimeException when it cannot start; its message is one line that names what is wrong and the mend, and everything that
     *     was started is stopped again
     */
    public static Server start(Settings settings, Set<Role> roles) {
        return new Server(settings, roles);
    }

    private static ConfigurableApplicationContext startSpring(
            Settings settings,
            Set<Role> roles,
            Store store,
            ReceiptPublisher receipts,
            TopicInspector inspector,
            Map<String, Channel> channels,
            Workers workers,
            Clock clock) {
        var builder = new SpringApplicationBuilder(roles.contains(Role.API) ? ApiProcess.class : WorkerProcess.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(Map.of("server.port", settings.port(), "server.address", settings.host()));
        builder.initializers(context -> {
            var beans = (GenericApplicationContext) context;
            beans.registerBean(Store.class, () -> store);
            beans.registerBean(ReceiptPublisher.class, () -> receipts);
            beans.registerBean(TopicInspector.class, () -> inspector);
            beans.registerBean(Clock.class, () -> clock);
            beans.registerBean(ChunkPolicy.class, settings::chunkPolicy);
            beans.registerBean(
                    ApiSettings.class, () -> new ApiSettings(settings.receiptsSecret(), settings.sendsInFlight()));
            beans.registerBean(Workers.class, () -> workers);
            channels.forEach((name, channel) -> beans.registerBean(name, Channel.class, () -> channel));
        });
        return builder.run();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    Store store() {
        return store;
    }

    /** Where HTTP listens. */
    public int port() {
        return port;
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
