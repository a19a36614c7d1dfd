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
import io.minicrm.flow.BrokerUnreachableException;
import io.minicrm.flow.KafkaSettings;
import io.minicrm.flow.Publisher;
import io.minicrm.flow.TopicInspector;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One process of mini-crm: backends, HTTP and workers, started in this order; HTTP stops first, then the workers, then the backends. The
 * workers are plain objects; Spring serves HTTP and keeps the meters.
 */
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final KafkaSettings kafka;
    private final Store store;
    private final String host;
    private final int port;

    private Server(Settings settings, Set<Role> roles) {
        try {
            Clock clock = Clock.systemUTC();
            DataFolder folder = settings.embeds() ? opened(DataFolder.open(settings.dataFolder())) : null;
            // Known in a moment; what comes next takes seconds.
            HttpPort.requireFree(settings.host(), settings.port());
            Backends backends = opened(Backends.start(settings, folder));
            this.kafka = backends.kafkaSettings();
            this.store = backends.store();
            Publisher publisher = opened(new Publisher(kafka));
            ReceiptPublisher receipts = batch -> publisher.sendAll(PipelineTopics.RECEIPTS, batch);
            Map<String, Channel> channels = channels(settings, receipts, clock);
            TopicInspector inspector = opened(new TopicInspector(kafka));
            WorkersHealthIndicator health = new WorkersHealthIndicator();
            ConfigurableApplicationContext spring = opened(startSpring(settings, roles, beans -> {
                // As they are, and not as bean definitions: those Spring would close, and it stops before the workers
                // that use them.
                beans.registerSingleton("store", store);
                beans.registerSingleton("receiptPublisher", receipts);
                beans.registerSingleton("clock", clock);
                beans.registerSingleton("chunkPolicy", settings.chunkPolicy());
                beans.registerSingleton(
                        "apiSettings", new ApiSettings(settings.receiptsSecret(), settings.sendsInFlight()));
                beans.registerSingleton("topicInspector", inspector);
                beans.registerSingleton("workersHealthIndicator", health);
                channels.forEach((name, channel) -> beans.registerSingleton("channel-" + name, channel));
            }));
            MeterRegistry meters = spring.getBean(MeterRegistry.class);
            Workers workers =
                    opened(new Workers(settings, kafka, store, publisher, channels, inspector, meters, clock));
            // The meters are Spring's, so it starts first; all the same HTTP is to stop before the workers do.
            parts.remove(spring);
            parts.push(spring);
            health.watch(workers.start(roles));
            this.host = settings.host();
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
     * @throws InvalidSettingException when a setting shows to be wrong
     * @throws StartException when it cannot start for another reason that can be mended; everything that was started is stopped again
     */
    public static Server start(Settings settings, Set<Role> roles) {
        try {
            return new Server(settings, roles);
        } catch (EmbeddedStartException | StoreUnreachableException | BrokerUnreachableException mendable) {
            throw new StartException(String.valueOf(mendable.getMessage()), mendable);
        }
    }

    private Map<String, Channel> channels(Settings settings, ReceiptPublisher receipts, Clock clock) {
        Map<String, Channel> channels = new LinkedHashMap<>();
        channels.put(Simulator.NAME, opened(new Simulator(settings.simulator(), receipts, clock)));
        WebhookSettings webhook = settings.webhook();
        if (webhook != null) {
            channels.put(Webhook.NAME, opened(new Webhook(webhook, clock)));
        }
        return channels;
    }

    private static ConfigurableApplicationContext startSpring(
            Settings settings, Set<Role> roles, Consumer<ConfigurableListableBeanFactory> beans) {
        return new SpringApplicationBuilder(roles.contains(Role.API) ? ApiProcess.class : WorkerProcess.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(Map.of("server.port", settings.port(), "server.address", settings.host()))
                .initializers(context -> beans.accept(context.getBeanFactory()))
                .run();
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
