package io.minicrm.app;

import io.minicrm.delivery.Channel;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.JobExpander;
import io.minicrm.delivery.PeriodicTask;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptWorker;
import io.minicrm.delivery.SendWorker;
import io.minicrm.delivery.StatsAggregator;
import io.minicrm.flow.DeadLetters;
import io.minicrm.flow.FrontierLoop;
import io.minicrm.flow.KafkaSettings;
import io.minicrm.flow.Publisher;
import io.minicrm.flow.StageLoop;
import io.minicrm.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pipeline's workers that this process runs, by its roles. */
final class Workers implements AutoCloseable {

    private static final int CHUNKS_A_POLL = 40;
    private static final int SEND_JOBS_A_POLL = 1_000;
    private static final int RECEIPTS_A_POLL = 2_000;

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, BooleanSupplier> alive = new LinkedHashMap<>();

    private final Settings settings;
    private final KafkaSettings kafka;
    private final Store store;
    private final Publisher publisher;
    private final DeadLetters deadLetters;
    private final Map<String, Channel> channels;
    private final Clock clock;

    Workers(
            Settings settings,
            KafkaSettings kafka,
            Store store,
            Publisher publisher,
            Map<String, Channel> channels,
            Clock clock) {
        this.settings = settings;
        this.kafka = kafka;
        this.store = store;
        this.publisher = publisher;
        this.deadLetters = new DeadLetters(publisher);
        this.channels = channels;
        this.clock = clock;
    }

    /** Starts the workers of the roles, the last step of the way first, so that nothing piles up. */
    Workers start(Set<Role> roles) {
        if (roles.contains(Role.STATS)) {
            task("stats-aggregator", new StatsAggregator(store.deliveryLog(), clock));
        }
        if (roles.contains(Role.RECEIPTS)) {
            startReceipts();
        }
        if (roles.contains(Role.SENDER)) {
            startSender();
        }
        if (roles.contains(Role.EXPANDER)) {
            startExpander();
        }
        if (roles.contains(Role.PUBLISHER)) {
            startPublisher();
        }
        return this;
    }

    private void startReceipts() {
        var loop = new StageLoop<>(
                kafka,
                "mini-crm-receipts",
                PipelineTopics.RECEIPTS,
                RECEIPTS_A_POLL,
                new ReceiptWorker(store.deliveryLog()),
                publisher,
                deadLetters,
                store::isUnavailable);
        register("receipt-worker", loop.start(), loop::isAlive);
    }

    private void startSender() {
        var worker = new SendWorker(
                store.deliveryLog(),
                store.campaigns(),
                channels,
                publisher,
                store.limits(),
                settings.retryPolicy(),
                settings.sendTimeout(),
                clock);
        var loop = new FrontierLoop<>(
                kafka,
                "mini-crm-senders",
                PipelineTopics.SEND_JOBS,
                // A batch is claimed whole, and what is claimed and not sent when the process dies may end as unknown.
                Math.min(SEND_JOBS_A_POLL, settings.sendsInFlight()),
                settings.sendsInFlight(),
                worker,
                deadLetters,
                store::isUnavailable);
        register("send-worker", loop.start(), loop::isAlive);
    }

    private void startExpander() {
        var loop = new StageLoop<>(
                kafka,
                "mini-crm-expanders",
                PipelineTopics.JOBS,
                CHUNKS_A_POLL,
                new JobExpander(store.leads(), store.campaigns(), channels, clock),
                publisher,
                deadLetters,
                store::isUnavailable);
        register("job-expander", loop.start(), loop::isAlive);
    }

    private void startPublisher() {
        var chunks = new ChunkPublisher(
                UUID.randomUUID().toString(),
                store.campaigns(),
                store.plans(),
                store.deliveryLog(),
                new Planner(store.audience(), store.plans(), clock),
                publisher,
                settings.window(),
                clock);
        running.push(chunks);
        task("chunk-publisher", chunks);
    }

    private void task(String name, Supplier<Duration> work) {
        var task = new PeriodicTask(name, work);
        register(name, task.start(), task::isAlive);
    }

    private void register(String name, AutoCloseable worker, BooleanSupplier isAlive) {
        running.push(worker);
        alive.put(name, isAlive);
    }

    /** Whether each worker runs, by name. */
    Map<String, Boolean> alive() {
        Map<String, Boolean> standing = new LinkedHashMap<>();
        alive.forEach((name, isAlive) -> standing.put(name, isAlive.getAsBoolean()));
        return standing;
    }

    /** Stops them all, the first step of the way first. */
    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
