package io.minicrm.delivery;

import io.minicrm.delivery.SimulatedFaults.Crash;
import io.minicrm.delivery.SimulatedFaults.StoreAway;
import io.minicrm.gate.RateLimitGate;
import io.minicrm.kafka.PublishFailedException;
import io.minicrm.kafka.SimulatedClients;
import io.minicrm.kafka.SimulatedClients.Loop;
import io.minicrm.kafka.Subscription;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One process with all workers of the pipeline. Each call does one step of one worker. */
final class SimulatedProcess {

    /** What a process can do next. */
    enum Act {
        PUBLISH,
        EXPAND,
        SEND,
        DELIVER,
        RECEIVE,
        COUNT,
        RECONCILE,
        ANSWER
    }

    private static final int MAX_OPEN = 40;
    private static final int SMALL_POLL = 4;
    private static final Duration STILL = Duration.ofSeconds(30);

    private final SimulatedWorld world;
    private final SimulatedClients clients;
    private final ChunkPublisher publisher;
    private final Loop expander;
    private final Loop sender;
    private final Loop receipts;
    private final StatsAggregator aggregator;
    private final Reconciler reconciler;
    private final Planner planner;
    /** Threads that were started and have not run. */
    private final List<Runnable> threads = new ArrayList<>();

    SimulatedProcess(SimulatedWorld world, String name) {
        this.world = world;
        this.clients = new SimulatedClients(world.kafka, world.clock, world.clock::advance, this::park);
        Store store = world.store;
        SimulatedFaults faults = world.faults;
        var deliveries = faults.around(Deliveries.class, store.deliveries());
        var campaigns = faults.around(io.minicrm.campaign.Campaigns.class, store.campaigns());
        var plans = faults.around(Plans.class, store.plans());
        var tallies = faults.around(Tallies.class, store.tallies());
        var leads = faults.around(Leads.class, store.leads());
        var environment = new WorkerEnvironment(world.clock, world.clock, threads(), world.random);
        var errors = clients.errors(
                new CampaignDeadLetterRecorder(
                        store.deadLetters(),
                        new SetAsideMessages(
                                new SetAsideMessages.Ports(deliveries, plans, campaigns),
                                expander(leads, campaigns, plans),
                                jobs -> clients.publisher().sendAll(PipelineTopics.JOBS, jobs),
                                StoreAway.class::isInstance,
                                world.clock),
                        StoreAway.class::isInstance),
                StoreAway.class::isInstance);
        this.planner = new Planner(faults.around(Audience.class, store.audience()), plans, world.clock);
        this.publisher = new ChunkPublisher(
                name,
                new ChunkPublisher.Ports(
                        campaigns,
                        plans,
                        tallies,
                        store.limits(),
                        planner,
                        new ApprovalRule(ApprovalRule.NEVER, store.approvals(), plans)),
                jobs -> clients.publisher().sendAll(PipelineTopics.JOBS, jobs),
                ChunkPublisher.DEFAULT_WINDOW,
                environment);
        this.expander = clients.batches(
                new Subscription<>(PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS, SMALL_POLL),
                expander(leads, campaigns, plans),
                errors);
        var worker = new SendWorker(
                new SenderPorts(
                        new SenderPorts.Stored(deliveries, campaigns, plans, leads),
                        world.channels,
                        (receipt, done) -> clients.publisher().send(PipelineTopics.RECEIPTS, receipt, done),
                        world.observer),
                new RateLimitGate(store.limits(), MAX_OPEN, world.clock),
                new SenderSettings(
                        MAX_OPEN,
                        Duration.ofSeconds(60),
                        new RetryPolicy(3, Duration.ofSeconds(2), Duration.ofSeconds(20))),
                environment,
                task -> threads().newThread(task).start());
        this.sender = clients.async(
                new Subscription<>(PipelineGroup.SENDERS.id(), PipelineTopics.SEND_JOBS, MAX_OPEN),
                worker,
                MAX_OPEN,
                errors);
        this.receipts = clients.batches(
                new Subscription<>(PipelineGroup.RECEIPTS.id(), PipelineTopics.RECEIPTS, MAX_OPEN),
                new ReceiptWorker(deliveries, world.observer),
                errors);
        this.aggregator = new StatsAggregator(tallies, world.observer, world.clock, world.clock);
        this.reconciler = new Reconciler(
                world::positions,
                faults.around(StalledChunks.class, store.stalledChunks()),
                jobs -> clients.publisher().sendAll(PipelineTopics.JOBS, jobs),
                new RepublishPause(STILL),
                world.observer,
                world.clock);
    }

    private JobExpander expander(Leads leads, io.minicrm.campaign.Campaigns campaigns, Plans plans) {
        return new JobExpander(
                new JobExpander.Ports(leads, campaigns, plans),
                world.channels,
                world.observer,
                world.clock,
                world.clock);
    }

    /** Threads that run when the simulation lets them. */
    private ThreadFactory threads() {
        return task -> new Thread(task) {
            @Override
            public void start() {
                threads.add(task);
            }
        };
    }

    private void park(Duration pause) {
        if (threads.isEmpty()) {
            clients.answer();
            world.clock.advance(pause);
        } else {
            runThread();
        }
    }

    private void runThread() {
        threads.remove(world.random.nextInt(threads.size())).run();
    }

    /**
     * Does one step.
     *
     * @return false if the process has crashed
     */
    boolean act(Act act) {
        try {
            perform(act);
            return true;
        } catch (StoreAway | PublishFailedException away) {
            // Periodic tasks try again in their next round.
            return true;
        } catch (Crash crash) {
            crash();
            return false;
        }
    }

    private void perform(Act act) {
        switch (act) {
            case PUBLISH -> publisher.get();
            case EXPAND -> expander.round();
            case SEND -> sender.round();
            case DELIVER -> deliver();
            case RECEIVE -> receipts.round();
            case COUNT -> aggregator.get();
            case RECONCILE -> reconciler.get();
            case ANSWER -> clients.answer();
        }
    }

    private void deliver() {
        for (int left = world.random.nextInt(MAX_OPEN); left >= 0 && !threads.isEmpty(); left--) {
            runThread();
        }
    }

    /** Plans a campaign in the request that creates it. */
    boolean plan(io.minicrm.campaign.Campaign campaign) {
        try {
            planner.plan(campaign);
            return true;
        } catch (StoreAway away) {
            return true;
        } catch (Crash crash) {
            crash();
            return false;
        }
    }

    /** A loop is expelled from its group. */
    void expel(int loop) {
        List.of(expander, sender, receipts).get(loop).expel();
    }

    /** Ends as in a regular stop. */
    void stop() {
        try {
            List.of(receipts, sender, expander).forEach(Loop::stop);
            clients.answer();
            publisher.close();
        } catch (StoreAway | org.apache.kafka.common.KafkaException away) {
            crash();
        } catch (Crash crash) {
            crash();
        }
    }

    void crash() {
        List.of(expander, sender, receipts).forEach(Loop::crash);
    }

    static Map<PipelineGroup, String> topics() {
        return Arrays.stream(PipelineGroup.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        group -> java.util.Objects.requireNonNull(
                                PipelineGroup.topics().get(group.id()))));
    }

    /** Nothing is observed. */
    static final class Unobserved implements DeliveryObserver {

        @Override
        public void claimed(List<Deliveries.Claim> answers) {}

        @Override
        public void sent(String channel, Channel.@Nullable SendResult result, Duration took) {}

        @Override
        public void received(List<Receipt> received) {}

        @Override
        public void recounted(int touches) {}
    }
}
