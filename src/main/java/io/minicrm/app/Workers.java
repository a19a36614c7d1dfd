package io.minicrm.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.JobExpander;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptWorker;
import io.minicrm.delivery.SendWorker;
import io.minicrm.delivery.StatsAggregator;
import io.minicrm.delivery.Tallies;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.AsyncLoop;
import io.minicrm.kafka.BatchLoop;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.ErrorHandling;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.Subscription;
import io.minicrm.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The pipeline's workers that this process runs, by its roles. */
final class Workers implements AutoCloseable {

    private static final int CHUNKS_A_POLL = 40;
    private static final int SEND_JOBS_A_POLL = 1_000;
    private static final int RECEIPTS_A_POLL = 2_000;

    /** What waits for a limit takes room from what could be sent: no more than this part of it. */
    private static final int HELD_FOR_ONE_LIMIT = 4;

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, BooleanSupplier> alive = new LinkedHashMap<>();

    private final Settings settings;
    private final KafkaSettings kafka;
    private final Store store;
    private final Publisher publisher;
    private final Deliveries deliveries;
    private final Tallies tallies;
    private final DeliveryMetrics deliveryMetrics;
    private final LoopMetrics observer;
    private final ErrorHandling errors;
    private final Map<String, Channel> channels;
    private final TopicInspector inspector;
    private final MeterRegistry meters;
    private final Clock clock;

    Workers(
            Settings settings,
            KafkaSettings kafka,
            Store store,
            Publisher publisher,
            Map<String, Channel> channels,
            TopicInspector inspector,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.kafka = kafka;
        this.store = store;
        this.publisher = publisher;
        this.deliveries = store.deliveries();
        this.tallies = store.tallies();
        this.deliveryMetrics = new DeliveryMetrics(meters);
        this.observer = new LoopMetrics(meters, store);
        this.errors = new ErrorHandling(new DeadLetters(publisher, observer), store::isUnavailable);
        this.channels = channels;
        this.inspector = inspector;
        this.meters = meters;
        this.clock = clock;
    }

    /** Starts the workers of the roles, the last step of the way first, so that nothing piles up. */
    Workers start(Set<ProcessRole> roles) {
        if (roles.contains(ProcessRole.STATS)) {
            task("stats-aggregator", new StatsAggregator(tallies, deliveryMetrics, clock));
            task("lag-watch", new LagWatch(inspector, meters));
        }
        if (roles.contains(ProcessRole.RECEIPTS)) {
            startReceipts();
        }
        if (roles.contains(ProcessRole.SENDER)) {
            startSender();
        }
        if (roles.contains(ProcessRole.EXPANDER)) {
            startExpander();
        }
        if (roles.contains(ProcessRole.PUBLISHER)) {
            startPublisher();
        }
        return this;
    }

    private void startReceipts() {
        var loop = new BatchLoop<>(
                kafka,
                new Subscription<>(PipelineGroup.RECEIPTS.id(), PipelineTopics.RECEIPTS, RECEIPTS_A_POLL),
                new ReceiptWorker(deliveries, deliveryMetrics),
                publisher,
                errors,
                observer);
        register("receipt-worker", loop.start(), loop::isAlive);
    }

    private void startSender() {
        var worker = new SendWorker(
                deliveries,
                deliveryMetrics,
                store.campaigns(),
                channels,
                publisher,
                store.limits(),
                settings.retryPolicy(),
                settings.sendsInFlight(),
                settings.sendsInFlight() / HELD_FOR_ONE_LIMIT,
                settings.sendTimeout(),
                clock);
        // Some wait, claimed, to take the place of those that come back, and a receipt takes a moment to be safe.
        // No more than that: what is claimed and not accounted for when the process dies may end as unknown. With
        // the batch that goes over it, that is twice what is in flight.
        int waiting = Math.ceilDiv(settings.sendsInFlight(), 2);
        var loop = new AsyncLoop<>(
                kafka,
                new Subscription<>(
                        PipelineGroup.SENDERS.id(), PipelineTopics.SEND_JOBS, Math.min(SEND_JOBS_A_POLL, waiting)),
                worker,
                settings.sendsInFlight() + waiting,
                errors,
                observer);
        Gauge.builder("minicrm.sends.in.flight", worker, SendWorker::inFlight)
                .description("Messages that are with a channel")
                .register(meters);
        Gauge.builder("minicrm.sends.held", worker, SendWorker::held)
                .description("Messages that wait for a rate limit")
                .register(meters);
        register("send-worker", loop.start(), loop::isAlive);
    }

    private void startExpander() {
        var loop = new BatchLoop<>(
                kafka,
                new Subscription<>(PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS, CHUNKS_A_POLL),
                new JobExpander(store.leads(), store.campaigns(), channels, clock),
                publisher,
                errors,
                observer);
        register("job-expander", loop.start(), loop::isAlive);
    }

    private void startPublisher() {
        var chunks = new ChunkPublisher(
                // Like its partitions, a process that is known across restarts takes its leases back at once.
                Objects.requireNonNullElseGet(
                        kafka.instance(), () -> UUID.randomUUID().toString()),
                store.campaigns(),
                store.plans(),
                tallies,
                new Planner(store.audience(), store.plans(), clock),
                publisher,
                store.limits(),
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
