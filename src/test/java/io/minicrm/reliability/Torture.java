package io.minicrm.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs campaigns one after the other on two servers and draws faults at random: each kind once, in an order that the seed
 * gives, then all of them again. At the end every lead of every campaign is compared with the messages that the provider
 * accepted.
 */
@Command(
        name = "mini-crm torture",
        description = "Draw from all kinds of faults while campaigns run, and judge the results.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: mini-crm torture --minutes 5 --seed 1",
            "Exit status: 0 good, 4 something lost, doubled or stuck, not healthy at the end,",
            "or healthy while a worker stood still for more than a minute."
        })
final class Torture implements Callable<Integer> {

    private static final int GOOD = 0;
    private static final int INCONSISTENT = 4;
    private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(2);

    @Option(names = "--minutes", defaultValue = "5", description = "How long to strike. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same order of faults.")
    private long seed;

    @Option(
            names = "--leads",
            defaultValue = "3000",
            description = "Leads of each campaign. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(
            names = "--no-keys",
            description = "The provider knows no idempotency keys: nothing twice, and unknown what cannot be known.")
    private boolean noKeys;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "NAME",
            description = "Kinds to draw from. Default: ${COMPLETION-CANDIDATES}.",
            completionCandidates = FaultNames.class)
    private Set<String> faults = Set.of();

    private final List<Verdict> verdicts = new ArrayList<>();
    private int stuckCampaigns;
    private Duration standstill = Duration.ZERO;
    private Set<String> silent = Set.of();

    private Torture() {}

    /** Ends the process with the command's status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Torture()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Deck deck = deck();
        Path folder = Files.createTempDirectory("mini-crm-torture");
        System.out.println("Everything that is started writes to " + folder);
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(!noKeys, 100, 0.03, noKeys ? 0 : 0.03));
                BackendProcesses backends = BackendProcesses.start(folder);
                TortureScene scene = new TortureScene(folder, judge, backends, !noKeys, new Random(seed));
                StandstillWatch watch = new StandstillWatch(
                        backends.environment().getOrDefault("KAFKA_BROKERS", ""), scene.servers())) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            Thread campaigns = Thread.ofPlatform().start(() -> runCampaigns(scene, judge, end));
            while (System.nanoTime() < end && campaigns.isAlive()) {
                scene.pause(3_000, 10_000);
                TortureFault fault = deck.next();
                say(fault.what());
                fault.strike(scene);
                say("  ended");
            }
            campaigns.join();
            standstill = watch.longest();
            silent = watch.silent();
            for (MiniCrm server : scene.servers()) {
                Wait.until(
                        "server " + server.name() + " is healthy",
                        HEALTHY_WITHIN,
                        () -> new Api(server::port).isHealthy());
            }
        } catch (IllegalStateException stuck) {
            System.out.println("STUCK: " + stuck.getMessage());
            return INCONSISTENT;
        }
        return judged();
    }

    private Deck deck() {
        List<TortureFault> chosen = Arrays.stream(TortureFault.values())
                .filter(fault -> faults.isEmpty() || faults.contains(fault.code()))
                .toList();
        if (!faults.isEmpty() && chosen.size() < faults.size()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "--faults: choose from " + String.join(", ", new FaultNames()));
        }
        return new Deck(chosen, new Random(seed));
    }

    /** Gives each fault once in random order, then all of them again, so that a short run has many kinds. */
    private static final class Deck {

        private final List<TortureFault> all;
        private final Random random;
        private final Deque<TortureFault> left = new ArrayDeque<>();

        Deck(List<TortureFault> all, Random random) {
            this.all = all;
            this.random = random;
        }

        TortureFault next() {
            if (left.isEmpty()) {
                List<TortureFault> shuffled = new ArrayList<>(all);
                Collections.shuffle(shuffled, random);
                left.addAll(shuffled);
            }
            return left.remove();
        }
    }

    /** The names of the faults on the command line. */
    private static final class FaultNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(TortureFault.values()).map(TortureFault::code).iterator();
        }
    }

    /** If the provider is idempotent, no message may stay unknown. */
    private boolean isGood(Verdict verdict) {
        return verdict.isGood() && (noKeys || verdict.numbers().unknown() == 0);
    }

    private int judged() {
        boolean good = stuckCampaigns == 0
                && silent.isEmpty()
                && !verdicts.isEmpty()
                && verdicts.stream().allMatch(this::isGood);
        System.out.printf(
                "%s: %d campaigns, %d leads, sent %d, unknown %d, failed %d, repeats dropped by the provider %d, lost %d, doubled %d; longest standstill of a worker with health UP: %d s%n",
                good ? "GOOD" : "BAD",
                verdicts.size(),
                verdicts.stream()
                        .mapToLong(verdict -> verdict.numbers().audience())
                        .sum(),
                verdicts.stream().mapToLong(verdict -> verdict.numbers().sent()).sum(),
                verdicts.stream()
                        .mapToLong(verdict -> verdict.numbers().unknown())
                        .sum(),
                verdicts.stream()
                        .mapToLong(verdict -> verdict.numbers().failed())
                        .sum(),
                verdicts.stream().mapToLong(Verdict::repeats).sum(),
                verdicts.stream().mapToLong(Verdict::lost).sum(),
                verdicts.stream().mapToLong(Verdict::doubled).sum(),
                standstill.toSeconds());
        return good ? GOOD : INCONSISTENT;
    }

    private void runCampaigns(TortureScene scene, Judge judge, long end) {
        Api api = new Api(scene::port);
        for (int number = 1; System.nanoTime() < end; number++) {
            try {
                Trial trial = begin(api, judge, "torture-" + number);
                scene.sends(trial);
                Verdict verdict = trial.finish();
                System.out.printf("campaign %d: %s%n", number, verdict);
                verdicts.add(verdict);
            } catch (IllegalStateException stuck) {
                System.out.printf("campaign %d is stuck: %s%n", number, stuck.getMessage());
                stuckCampaigns++;
                return;
            }
        }
    }

    /** Repeated until it succeeds: the server may be down, and a repeated request creates no second campaign. */
    private Trial begin(Api api, Judge judge, String group) {
        List<Trial> begun = new ArrayList<>();
        Wait.until(group + " is created", Duration.ofMinutes(3), () -> {
            try {
                begun.add(Trial.begin(api, judge, group, leads));
                return true;
            } catch (IOException away) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                return false;
            }
        });
        return begun.getFirst();
    }

    private static void say(String what) {
        System.out.printf("%tT %s%n", System.currentTimeMillis(), what);
    }
}
