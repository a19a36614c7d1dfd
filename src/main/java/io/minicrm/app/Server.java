package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.access.Keyring;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.SecretFile;
import io.minicrm.access.UserDirectory;
import io.minicrm.api.ApiSettings;
import io.minicrm.api.SpringPasswordHashes;
import io.minicrm.app.HttpStart.HttpServer;
import io.minicrm.channel.ConfiguredChannels;
import io.minicrm.channel.StartedChannels;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedStartException;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.InstallationTopic;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.Store;
import io.minicrm.store.StoreTooNewException;
import io.minicrm.store.StoreUnreachableException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One process of mini-crm. Its parts start in this order: backends, channels, the pipeline's workers, HTTP. They stop
 * in the opposite order, also when one of them fails to start; HTTP and the workers stop at the same time.
 */
public final class Server implements AutoCloseable {

    /** How long requests and messages in progress have when the process stops. */
    private static final Duration WORK_LIMIT = Duration.ofSeconds(7);

    private final StartedParts parts;
    private final Backends backends;
    private final HttpServer http;
    private final boolean requiresKey;
    private final @Nullable String setupFragment;

    private Server(
            StartedParts parts,
            Backends backends,
            HttpServer http,
            boolean requiresKey,
            @Nullable String setupFragment) {
        this.parts = parts;
        this.backends = backends;
        this.http = http;
        this.requiresKey = requiresKey;
        this.setupFragment = setupFragment;
    }

    /**
     * Starts a process with these roles.
     *
     * @throws InvalidSettingException if a setting turns out to be unusable
     * @throws StartException if the process cannot start for another reason that its operator can fix; all parts are
     *     stopped again
     */
    public static Server start(Settings settings, Set<ProcessRole> roles) {
        StartedParts parts = new StartedParts();
        try {
            return start(settings, roles, parts);
        } catch (EmbeddedStartException
                | StoreUnreachableException
                | StoreTooNewException
                | InstallationConflictException
                | BrokerUnreachableException fixable) {
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
        requireOneInstallation(kafka, backends.store());
        StartedChannels channels = parts.add(settings.channels().start(kafka.receipts(), clock));
        Workers workers = parts.add(new Workers());
        OneTimeLinks links = new OneTimeLinks(backends.store().sessions(), new SecureRandom(), clock);
        String setup = settings.http().requiresKey() && roles.contains(ProcessRole.API)
                ? ensureAccess(settings, backends.store(), links, clock)
                : null;

        Imports imports = new Imports(
                backends.store(), settings.imports(), settings.backends().dataFolder(), clock);
        Map<String, Object> beans = beans(settings, backends.store(), kafka, channels, workers, clock);
        beans.put("importLauncher", imports.launcher());
        beans.put("systemFacts", ProcessFacts.of(settings, roles, workers, clock));
        var embedded = backends.database().embedded().map(EmbeddedDatabaseHealthIndicator::new);
        embedded.ifPresent(indicator -> beans.put("embeddedDatabaseHealthIndicator", indicator));
        beans.put("oneTimeLinks", links);
        beans.put("approvalRule", settings.sends().approvalRule(backends.store()));
        MeterRegistry meters = httpStart.provide(beans);
        embedded.ifPresent(indicator -> indicator.count(meters));
        Pipeline pipeline = new Pipeline(settings.sends(), kafka, backends.store(), channels.byName(), meters, clock);
        workers.start(pipeline.workers(), roles);
        workers.start(List.of(imports.worker(meters)), roles);
        HttpServer http = listen(httpStart, workers, parts);
        return new Server(parts, backends, http, settings.http().requiresKey(), setup);
    }

    /** Begins to serve HTTP, which stops together with the workers. */
    private static HttpServer listen(HttpStart httpStart, Workers workers, StartedParts parts) {
        HttpServer http = parts.add(httpStart.listen());
        parts.add(() -> ParallelStop.stop(Map.of("http", http, "workers", workers), WORK_LIMIT));
        return http;
    }

    /** Creates the owner's key and the first user; returns the fragment of the link that signs that user in. */
    private static @Nullable String ensureAccess(Settings settings, Store store, OneTimeLinks links, Clock clock) {
        new OwnerAccess(
                        new Keyring(store.apiKeys(), new SecureRandom(), clock),
                        SecretFile.ofOwner(settings.backends().dataFolder()))
                .ensure(settings.backends().embedsDatabase());
        return new FirstUser(directory(store, clock), links)
                .ensure(settings.access().admin(), settings.access().acceptsPasswords())
                .orElse(null);
    }

    private static UserDirectory directory(Store store, Clock clock) {
        return new UserDirectory(
                store.users(), store.sessions(), new SpringPasswordHashes(), new SecureRandom(), clock);
    }

    /** Records of another installation would be taken for garbage, and consumed. */
    private static void requireOneInstallation(KafkaClients kafka, Store store) {
        String ofDatabase = store.installationId();
        String ofTopics = new InstallationTopic(kafka.settings(), kafka.publisher()).claim(ofDatabase);
        if (!ofTopics.equals(ofDatabase)) {
            throw new InstallationConflictException(kafka.settings().brokers(), ofTopics, ofDatabase);
        }
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
                        ReceiptAccess.secrets(settings, channels.byName().keySet()),
                        settings.sends().inFlight(),
                        settings.sends().timeout(),
                        ConfiguredChannels.DEFAULT,
                        settings.http().requiresIfMatch(),
                        settings.http().requiresKey(),
                        settings.http().publicHosts(),
                        settings.http().requestRates(),
                        settings.imports().maxBytes(),
                        settings.logIn(),
                        settings.http().keysKeptFor()),
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

    /** Whether requests need a log-in or an API key. */
    public boolean requiresKey() {
        return requiresKey;
    }

    /**
     * Where the first administrator can be made: {@code http://localhost:8080/#setup=…}, once, for 15 minutes. Empty if
     * there are users, or everybody may do everything.
     */
    public Optional<URI> setupLink() {
        return Optional.ofNullable(setupFragment).map(fragment -> URI.create(url() + "/" + fragment));
    }

    /** The brokers that the process works with, {@code host:port}. */
    public String brokers() {
        return backends.kafkaSettings().brokers();
    }

    /**
     * Stops the parts within about nine seconds; work in progress is finished, or left to the next start. Nothing waits
     * for a broker or a database that is away.
     */
    @Override
    public void close() {
        parts.close();
    }
}
