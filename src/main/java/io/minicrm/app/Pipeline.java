package io.minicrm.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.app.Worker.Description;
import io.minicrm.delivery.CampaignDeadLetterRecorder;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.JobExpander;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineReading;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptWorker;
import io.minicrm.delivery.Reconciler;
import io.minicrm.delivery.SendWorker;
import io.minicrm.delivery.SenderPorts;
import io.minicrm.delivery.SenderSettings;
import io.minicrm.delivery.SeriesSampler;
import io.minicrm.delivery.SetAsideMessages;
import io.minicrm.delivery.StatsAggregator;
import io.minicrm.gate.LimitReporter;
import io.minicrm.gate.RateLimitGate;
import io.minicrm.kafka.AsyncLoop;
import io.minicrm.kafka.BatchLoop;
import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.ErrorHandling;
import io.minicrm.kafka.GroupPosition;
import io.minicrm.kafka.PositionReader;
import io.minicrm.kafka.Subscription;
import io.minicrm.kafka.Topic;
import io.minicrm.kafka.TopicRetention;
import io.minicrm.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Describes each worker of the pipeline once: its role, its name and how it starts. */
final class Pipeline {

    /**
     * A round takes seconds at most. One that waits for a time limit of the store or the broker takes up to a minute,
     * and nobody should have to wait longer than that until health says so. Campaigns are planned in threads of their
     * own.
     */
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(50);

    private static final int CHUNKS_PER_POLL = 40;
    private static final int SEND_JOBS_PER_POLL = 1_000;
    private static final int RECEIPTS_PER_POLL = 2_000;

    /**
     * Messages that wait for one rate limit occupy at most this fraction of the sends in flight, so that others can
     * still be sent.
     */
    private static final int FRACTION_HELD_PER_LIMIT = 4;

    private final SendSettings settings;
    private final KafkaClients kafka;
    private final Store store;
    private final Map<String, Channel> channels;
    private final MeterRegistry meters;
    private final Clock clock;
    private final DeliveryMetrics deliveryMetrics;
    private final LoopMetrics loopMetrics;
    private final ErrorHandling errors;
    private final RateLimitGate rateLimits;

    Pipeline(
            SendSettings settings,
            KafkaClients kafka,
            Store store,
            Map<String, Channel> channels,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.kafka = kafka;
        this.store = store;
        this.channels = channels;
        this.meters = meters;
        this.clock = clock;
        this.deliveryMetrics = new DeliveryMetrics(meters);
        this.loopMetrics = new LoopMetrics(meters);
        this.rateLimits =
                new RateLimitGate(store.limits(), settings.inFlight() / FRACTION_HELD_PER_LIMIT, System::nanoTime);
        var setAside = new SetAsideMessages(
                new SetAsideMessages.Ports(store.deliveries(), store.plans(), store.campaigns()),
                expander(),
                jobs -> kafka.publisher().sendAll(PipelineTopics.JOBS, jobs),
                store::isUnavailable,
                clock);
        var deadLetterRecorder = new CampaignDeadLetterRecorder(store.deadLetters(), setAside, store::isUnavailable);
        this.errors = new ErrorHandling(
                new DeadLetters(kafka.publisher(), deadLetterRecorder, loopMetrics), store::isUnavailable);
    }

    /**
     * All workers. The last stage of the pipeline comes first: started in this order, no stage waits for the one behind
     * it.
     */
    List<Description> workers() {
        return List.of(
                new Description(
                        ProcessRole.STATS,
                        "stats-aggregator",
                        name -> periodic(name, new StatsAggregator(store.tallies(), deliveryMetrics, clock))),
                new Description(
                        ProcessRole.STATS,
                        "series-sampler",
                        name -> periodic(
                                name, new SeriesSampler(store.campaigns(), store.tallies(), store.series(), clock))),
                new Description(
                        ProcessRole.STATS,
                        "lag-watch",
                        name -> periodic(name, new LagWatch(kafka.inspector(), meters))),
                new Description(ProcessRole.STATS, "topic-retention", this::retention),
                new Description(ProcessRole.RECEIPTS, "receipt-worker", this::receiptWorker),
                new Description(
                        ProcessRole.SENDER,
                        "limit-reporter",
                        name -> periodic(name, new LimitReporter(rateLimits, store.limitUses(), clock))),
                new Description(ProcessRole.SENDER, "send-worker", this::sendWorker),
                new Description(ProcessRole.EXPANDER, "job-expander", this::jobExpander),
                new Description(ProcessRole.PUBLISHER, "reconciler", this::reconciler),
                new Description(ProcessRole.PUBLISHER, "chunk-publisher", this::chunkPublisher));
    }

    private Worker retention(String name) {
        var topics = new TopicRetention(
                kafka.settings(),
                Map.of(
                        PipelineTopics.JOBS.name(),
                        Set.of(PipelineGroup.EXPANDERS.id()),
                        PipelineTopics.SEND_JOBS.name(),
                        Set.of(PipelineGroup.SENDERS.id()),
                        PipelineTopics.RECEIPTS.name(),
                        Set.of(PipelineGroup.RECEIPTS.id()),
                        DeadLetters.TOPIC,
                        Set.of()));
        return periodic(name, new RetentionTask(topics, settings.topicRetention(), clock));
    }

    private Worker receiptWorker(String name) {
        return batches(
                name,
                PipelineGroup.RECEIPTS,
                PipelineTopics.RECEIPTS,
                RECEIPTS_PER_POLL,
                new ReceiptWorker(store.deliveries(), deliveryMetrics));
    }

    private Worker jobExpander(String name) {
        return batches(name, PipelineGroup.EXPANDERS, PipelineTopics.JOBS, CHUNKS_PER_POLL, expander());
    }

    private JobExpander expander() {
        return new JobExpander(
                new JobExpander.Ports(store.leads(), store.campaigns(), store.plans()),
                channels,
                deliveryMetrics,
                clock);
    }

    private <I> Worker batches(
            String name, PipelineGroup group, Topic<I> topic, int recordsPerPoll, BatchStage<I> stage) {
        var pulse = new Pulse(System::nanoTime);
        var loop = new BatchLoop<>(
                kafka.settings(),
                new Subscription<>(group.id(), topic, recordsPerPoll),
                stage,
                kafka.publisher(),
                errors,
                new WatchedLoop(loopMetrics, pulse));
        loop.start();
        return new Worker(name, loop, loop::isAlive, pulse, ROUND_LIMIT);
    }

    private Worker sendWorker(String name) {
        var sender = new SendWorker(
                new SenderPorts(
                        new SenderPorts.Stored(store.deliveries(), store.campaigns(), store.plans(), store.leads()),
                        channels,
                        (receipt, done) -> kafka.publisher().send(PipelineTopics.RECEIPTS, receipt, done),
                        deliveryMetrics),
                rateLimits,
                new SenderSettings(settings.inFlight(), settings.timeout(), settings.retries()),
                clock);
        // Some messages are claimed ahead, so that one is ready whenever a send ends or waits for its receipt to be
        // stored. There are only a few, because after a crash each claimed message without a receipt may end as
        // unknown. Together with the batch that exceeds the limit, at most twice the sends in flight are claimed.
        int claimedAhead = Math.ceilDiv(settings.inFlight(), 2);
        var pulse = new Pulse(System::nanoTime);
        var loop = new AsyncLoop<>(
                kafka.settings(),
                new Subscription<>(
                        PipelineGroup.SENDERS.id(),
                        PipelineTopics.SEND_JOBS,
                        Math.min(SEND_JOBS_PER_POLL, claimedAhead)),
                sender,
                settings.inFlight() + claimedAhead,
                errors,
                new WatchedLoop(loopMetrics, pulse));
        Gauge.builder("minicrm.sends.in.flight", sender, SendWorker::inFlight)
                .description("Messages that are with a channel")
                .register(meters);
        Gauge.builder("minicrm.sends.held", sender, SendWorker::held)
                .description("Messages that wait for a rate limit")
                .register(meters);
        loop.start();
        return new Worker(name, loop, loop::isAlive, pulse, ROUND_LIMIT);
    }

    private Worker chunkPublisher(String name) {
        var publisher = new ChunkPublisher(
                // A process that keeps its name across restarts takes its leases back at once, like its partitions.
                Objects.requireNonNullElseGet(
                        kafka.settings().instance(), () -> UUID.randomUUID().toString()),
                new ChunkPublisher.Ports(
                        store.campaigns(),
                        store.plans(),
                        store.tallies(),
                        store.limits(),
                        new Planner(store.audience(), store.plans(), clock),
                        settings.approvalRule(store)),
                jobs -> kafka.publisher().sendAll(PipelineTopics.JOBS, jobs),
                settings.window(),
                clock);
        var pulse = new Pulse(System::nanoTime);
        var task = new PeriodicTask(name, publisher, pulse).start();
        return new Worker(
                name,
                () -> {
                    task.close();
                    publisher.close();
                },
                task::isAlive,
                pulse,
                ROUND_LIMIT);
    }

    private Worker reconciler(String name) {
        var positions = new PositionReader(kafka.settings());
        Worker worker = periodic(
                name,
                new Reconciler(
                        () -> positions.positions(PipelineGroup.topics()).map(Pipeline::reading),
                        store.stalledChunks(),
                        jobs -> kafka.publisher().sendAll(PipelineTopics.JOBS, jobs),
                        settings.republishPause(),
                        deliveryMetrics,
                        clock));
        return worker.closing(positions);
    }

    private static PipelineReading reading(Map<String, List<GroupPosition>> byId) {
        return new PipelineReading(Arrays.stream(PipelineGroup.values())
                .collect(Collectors.toMap(Function.identity(), group -> byId.getOrDefault(group.id(), List.of()))));
    }

    private static Worker periodic(String name, Supplier<Duration> round) {
        var pulse = new Pulse(System::nanoTime);
        var task = new PeriodicTask(name, round, pulse).start();
        return new Worker(name, task, task::isAlive, pulse, ROUND_LIMIT);
    }
}
