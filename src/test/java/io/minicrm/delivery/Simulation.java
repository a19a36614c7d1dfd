package io.minicrm.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.SimulatedFaults.Kind;
import io.minicrm.delivery.SimulatedProcess.Act;
import io.minicrm.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pipeline's own classes in one thread, with everything around them in memory: the store, the cluster, the
 * providers and the time. Which worker does a step next, and what goes wrong, follows from one number, the seed; the
 * same seed always takes the same course.
 *
 * <p>Example: with seed 4711 there are two processes and three campaigns. Process 0 publishes two chunks and crashes
 * before it has marked them; process 1 publishes them again; the topic of send jobs is deleted; a person pauses a
 * campaign. After each step {@link SimulatedWorld#check} looks whether the numbers add up and whether anybody was sent
 * to twice. After some hundred steps nothing goes wrong any more, and every campaign has to end.
 */
final class Simulation {

    private static final int MOST_PROCESSES = 3;
    private static final int MOST_CAMPAIGNS = 4;
    private static final int STEPS_PER_CAMPAIGN = 100;
    private static final Duration LONGEST_END = Duration.ofHours(2);
    private static final Act[] ACTS = Act.values();

    private final RandomGenerator random;
    private final SimulatedWorld world;
    private final List<@Nullable SimulatedProcess> processes = new ArrayList<>();
    private final List<String> course = new ArrayList<>();
    private final int campaigns;
    private int started;

    Simulation(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.world = new SimulatedWorld(random);
        this.campaigns = 1 + random.nextInt(MOST_CAMPAIGNS);
        int count = 1 + random.nextInt(MOST_PROCESSES);
        for (int i = 0; i < count; i++) {
            processes.add(new SimulatedProcess(world, "process-" + i));
        }
    }

    /** The steps so far, the latest last. */
    List<String> course() {
        return course;
    }

    /**
     * Runs until every campaign has ended.
     *
     * @return number of campaigns
     * @throws SimulationError if something happens that must not
     */
    int run() {
        int steps = campaigns * STEPS_PER_CAMPAIGN;
        for (int step = 0; step < steps; step++) {
            if (started < campaigns && random.nextInt(STEPS_PER_CAMPAIGN / 4) == 0) {
                start();
            }
            step();
            world.check();
        }
        while (started < campaigns) {
            start();
        }
        rest();
        world.checkEnd(world.faults.isCalm());
        return campaigns;
    }

    private void start() {
        Campaign campaign = world.create(started++);
        int number = random.nextInt(processes.size());
        SimulatedProcess process = processes.get(number);
        if (process != null && random.nextBoolean()) {
            note("process " + number + " plans " + campaign.id());
            if (!process.plan(campaign)) {
                processes.set(number, null);
            }
        }
    }

    private void step() {
        world.clock.advance(Duration.ofMillis(random.nextInt(200)));
        troublePerhaps();
        int number = random.nextInt(processes.size());
        SimulatedProcess process = processes.get(number);
        if (process == null) {
            if (random.nextInt(4) == 0) {
                note("process " + number + " starts");
                processes.set(number, new SimulatedProcess(world, "process-" + number + "-" + course.size()));
            }
        } else {
            act(number, process, ACTS[random.nextInt(ACTS.length)]);
        }
    }

    private void act(int number, SimulatedProcess process, Act act) {
        note("process " + number + ": " + act);
        if (!process.act(act)) {
            note("process " + number + " has crashed");
            processes.set(number, null);
        }
    }

    private void note(String what) {
        course.add(what);
    }

    private void troublePerhaps() {
        if (world.faults.strikes(Kind.CLUSTER)) {
            troubleCluster();
        }
        if (world.faults.strikes(Kind.GROUP)) {
            troubleGroup();
        }
        if (world.faults.strikes(Kind.STRANGER)) {
            forge();
        }
        if (world.faults.strikes(Kind.PERSON)) {
            steer();
        }
        if (world.faults.strikes(Kind.CLUSTER)) {
            note("time passes");
            world.clock.advance(Duration.ofSeconds(random.nextInt(90)));
        }
    }

    private void troubleCluster() {
        PipelineGroup group = any(List.of(PipelineGroup.values()));
        String topic = String.valueOf(SimulatedProcess.topics().get(group));
        int kind = random.nextInt(6);
        note("trouble " + kind + " with " + topic);
        switch (kind) {
            case 0 -> world.kafka.recreate(topic, random.nextBoolean());
            case 1 -> world.kafka.truncateHead(topic);
            case 2 -> world.kafka.truncateTail(topic);
            case 3 -> world.kafka.resetOffset(group.id(), topic);
            default -> world.kafka.replay(topic);
        }
    }

    private void troubleGroup() {
        int number = random.nextInt(processes.size());
        SimulatedProcess process = processes.get(number);
        if (process != null) {
            if (random.nextBoolean()) {
                note("process " + number + " is expelled");
                process.expel(random.nextInt(PipelineGroup.values().length));
            } else {
                note("process " + number + " stops");
                process.stop();
                processes.set(number, null);
            }
        }
    }

    /** Records that do not belong to any plan, or contradict it. */
    private void forge() {
        note("a stranger writes");
        String campaign = "campaign-" + random.nextInt(campaigns + 1);
        String lead = random.nextBoolean() ? "lead-%03d".formatted(random.nextInt(SimulatedWorld.LEADS)) : "eve";
        var place = new PlannedChunk.Place(campaign, 0);
        PlannedChunk chunk = world.store.plans().at(List.of(place)).get(place);
        String jobId = chunk != null && random.nextBoolean()
                ? chunk.jobId()
                : "job-%s-0-1757656477507-kz2rrf".formatted(campaign);
        MessageKey key = MessageKey.of(campaign, lead);
        int round = 1 + random.nextInt(3);
        switch (random.nextInt(4)) {
            case 0 ->
                write(
                        PipelineTopics.JOBS,
                        new ChunkJob(jobId, campaign, List.of(lead), world.clock.instant(), 0, 1, round));
            case 1 ->
                write(
                        PipelineTopics.SEND_JOBS,
                        new SendJob(
                                key,
                                new SendJob.ChunkRound(jobId, 0, 1, round),
                                random.nextBoolean() ? SimulatedWorld.WITH_KEYS : SimulatedWorld.WITHOUT_KEYS,
                                "mallory@example.com",
                                Map.of(),
                                world.clock.instant(),
                                null));
            case 2 ->
                write(
                        PipelineTopics.RECEIPTS,
                        Receipt.callback(
                                MessageKey.of(campaign, "eve"),
                                DeliveryStatus.SENT,
                                "simulator",
                                null,
                                null,
                                world.clock.instant()));
            default ->
                world.kafka.write(
                        String.valueOf(SimulatedProcess.topics().get(any(List.of(PipelineGroup.values())))),
                        null,
                        random.nextBoolean() ? null : "{\"campaign_id\": 7".getBytes(UTF_8),
                        new RecordHeaders());
        }
    }

    private <T> void write(Topic<T> topic, T value) {
        var headers = new RecordHeaders();
        topic.envelope().apply(value).further().forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        world.kafka.write(
                topic.name(),
                topic.key().apply(value).getBytes(UTF_8),
                topic.codec().encode(value),
                headers);
    }

    private void steer() {
        List<Campaign> all = world.campaigns();
        if (all.isEmpty()) {
            return;
        }
        Campaign campaign = any(all);
        int kind = random.nextInt(6);
        note("a person does " + kind + " with " + campaign.id());
        switch (kind) {
            case 0 -> move(campaign, EnumSet.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING), CampaignStatus.PAUSED);
            case 1 -> move(campaign, EnumSet.of(CampaignStatus.PAUSED), CampaignStatus.RUNNING);
            case 2 ->
                move(
                        campaign,
                        EnumSet.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING, CampaignStatus.PAUSED),
                        CampaignStatus.CANCELLED);
            case 3 -> world.store.leads().delete("lead-%03d".formatted(random.nextInt(SimulatedWorld.LEADS)));
            case 4 -> world.retry(campaign);
            default -> world.store.tallies().touch(campaign.id());
        }
    }

    private void move(Campaign campaign, Set<CampaignStatus> from, CampaignStatus to) {
        world.store.campaigns().move(campaign.id(), from, to, world.clock.instant());
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** No more faults: every process runs, every campaign is resumed, and all have to end. */
    private void rest() {
        note("the faults have ended");
        world.faults.end();
        world.campaigns()
                .forEach(campaign -> move(campaign, EnumSet.of(CampaignStatus.PAUSED), CampaignStatus.RUNNING));
        long end = world.clock.getAsLong() + LONGEST_END.toNanos();
        while (world.campaigns().stream().anyMatch(campaign -> campaign.finishedAt() == null)) {
            if (world.clock.getAsLong() > end) {
                throw new SimulationError("does not end: %s; %s".formatted(open(), world.positions()));
            }
            world.clock.advance(Duration.ofSeconds(1));
            for (int number = 0; number < processes.size(); number++) {
                SimulatedProcess process = processes.get(number);
                if (process == null) {
                    process = new SimulatedProcess(world, "process-" + number + "-at-rest");
                    processes.set(number, process);
                }
                for (Act act : ACTS) {
                    act(number, process, act);
                }
            }
            world.check();
        }
    }

    private List<CampaignStats> open() {
        return world.campaigns().stream()
                .filter(campaign -> campaign.finishedAt() == null)
                .flatMap(campaign -> world.store.tallies().stats(Set.of(campaign.id())).stream())
                .toList();
    }
}
