package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.access.Keyring;
import io.minicrm.access.OwnerTokenFile;
import io.minicrm.api.ApiSettings;
import io.minicrm.app.HttpStart.HttpServer;
import io.minicrm.channel.ConfiguredChannels;
import io.minicrm.channel.StartedChannels;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedStartException;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.Store;
import io.minicrm.store.StoreUnreachableException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One process of mini-crm. Its parts start in this order: backends, channels, the pipeline's workers, HTTP. They stop in the opposite
 * order, also when one of them fails to start.
 */
public final class Server implements AutoCloseable {

    private final StartedParts parts;
    private final Backends backends;
    private final HttpServer http;

    private Server(StartedParts parts, Backends backends, HttpServer http) {
        this.parts = parts;
        this.backends = backends;
        this.http = http;
    }

    /**
     * Starts a process with these roles.
     *
     * @throws InvalidSettingException if a setting turns out to be unusable
     * @throws StartException if the process cannot start for another reason that its operator can fix; all parts are stopped again
     */
    public static Server start(Settings settings, Set<ProcessRole> roles) {
        StartedParts parts = new StartedParts();
        try {
            return start(settings, roles, parts);
        } catch (EmbeddedStartException | StoreUnreachableException | BrokerUnreachableException fixable) {
            parts.close();
            throw new StartException(String.valueOf(fixable.getMessage()), fixable);
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    private static Server start(Settings settings, Set<ProcessRole> roles, StartedParts parts) {
        Clock clock = Clock.system(settings.backends().timeZone());
        DataFolder folder = settings.backends().needsDataFolder()
                ? parts.add(DataFolder.open(settings.backends().dataFolder()))
                : null;
        // Checked first, because what follows takes seconds.
        HttpPort.requireFree(settings.http());
        HttpStart httpStart = parts.add(HttpStart.begin(settings.http(), roles));

        Backends backends = parts.add(Backends.start(settings.backends(), folder));
        KafkaClients kafka = parts.add(KafkaClients.open(backends.kafkaSettings()));
        StartedChannels channels = parts.add(settings.channels().start(kafka.receipts(), clock));
        Workers workers = parts.add(new Workers());
        if (settings.http().requiresKey() && roles.contains(ProcessRole.API)) {
            new OwnerAccess(
                            new Keyring(backends.store().apiKeys(), new SecureRandom(), clock),
                            new OwnerTokenFile(settings.backends().dataFolder()))
                    .ensure(settings.backends().embedsDatabase());
        }

        MeterRegistry meters = httpStart.provide(beans(settings, backends.store(), kafka, channels, workers, clock));
        Pipeline pipeline = new Pipeline(settings.sends(), kafka, backends.store(), channels.byName(), meters, clock);
        workers.start(pipeline.workers(), roles);
        return new Server(parts, backends, parts.add(httpStart.listen()));
    }

    /** What {@link io.minicrm.api.ApiConfiguration} and the health endpoint ask for. */
    private static Map<String, Object> beans(
            Settings settings,
            Store store,
            KafkaClients kafka,
            StartedChannels channels,
            Workers workers,
            Clock clock) {
        Map<String, Object> beans = new HashMap<>(Map.of(
                "store",
                store,
                "receiptPublisher",
                kafka.receipts(),
                "topicInspector",
                kafka.inspector(),
                "clock",
                clock,
                "chunkPolicy",
                settings.chunkPolicy(),
                "apiSettings",
                new ApiSettings(
                        settings.http().receiptsSecret(),
                        settings.sends().inFlight(),
                        ConfiguredChannels.DEFAULT,
                        settings.http().requiresKey(),
                        settings.http().publicHosts()),
                "workersHealthIndicator",
                new WorkersHealthIndicator(workers),
                "workersAliveHealthIndicator",
                new WorkersAliveHealthIndicator(workers)));
        channels.byName().forEach((name, channel) -> beans.put("channel-" + name, channel));
        return beans;
    }

    Store store() {
        return backends.store();
    }

    /** Where HTTP listens, as seen from this machine: {@code http://localhost:8080}. */
    public URI url() {
        return http.url();
    }

    /** The brokers that the process works with, {@code host:port}. */
    public String brokers() {
        return backends.kafkaSettings().brokers();
    }

    /** Stops the parts; work in progress is finished, or left to the next start. */
    @Override
    public void close() {
        parts.close();
    }
}
