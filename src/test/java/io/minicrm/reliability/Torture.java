package io.minicrm.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs campaigns one after the other and kills two servers, the broker and the database at random. At the end every lead of every campaign is
 * compared with the messages that the provider accepted.
 */
@Command(
        name = "mini-crm torture",
        description = "Kill servers, broker and database at random while campaigns run, and judge the results.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: mini-crm torture --minutes 5 --seed 1",
            "Exit status: 0 good, 4 something lost or doubled."
        })
final class Torture implements Callable<Integer> {

    private static final int GOOD = 0;
    private static final int INCONSISTENT = 4;
    private static final int SENDS_IN_FLIGHT = 100;

    @Option(names = "--minutes", defaultValue = "5", description = "How long to strike. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed strikes in the same order.")
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

    private final List<Verdict> verdicts = new ArrayList<>();
    private int stuckCampaigns;

    private Torture() {}

    /** Ends the process with the command's status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Torture()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mini-crm-torture");
        System.out.println("Everything that is started writes to " + folder);
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(!noKeys, 100, 0.03, noKeys ? 0 : 0.03));
                BackendProcesses backends = BackendProcesses.start(folder);
                MiniCrm one = server("one", folder, judge, backends);
                MiniCrm two = server("two", folder, judge, backends)) {
            one.start();
            two.start();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            Thread campaigns = Thread.ofPlatform().start(() -> runCampaigns(new Api(portOf(one, two)), judge, end));
            strike(new Random(seed), List.of(one, two), backends, end);
            campaigns.join();
            for (MiniCrm server : List.of(one, two)) {
                if (!new Api(server::port).isHealthy()) {
                    throw new IllegalStateException("server " + server.name() + " is not healthy any more");
                }
            }
        } catch (IllegalStateException stuck) {
            System.out.println("STUCK: " + stuck.getMessage());
            return INCONSISTENT;
        }
        return judged();
    }

    /** If the provider is idempotent, no message may stay unknown. */
    private boolean isGood(Verdict verdict) {
        return verdict.isGood() && (noKeys || verdict.numbers().unknown() == 0);
    }

    private int judged() {
        boolean good =
                stuckCampaigns == 0 && !verdicts.isEmpty() && verdicts.stream().allMatch(this::isGood);
        System.out.printf(
                "%s: %d campaigns, %d leads, sent %d, unknown %d, failed %d, repeats dropped by the provider %d, lost %d, doubled %d%n",
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
                verdicts.stream().mapToLong(Verdict::doubled).sum());
        return good ? GOOD : INCONSISTENT;
    }

    private static IntSupplier portOf(MiniCrm one, MiniCrm two) {
        return () -> one.isAlive() ? one.port() : two.port();
    }

    private void runCampaigns(Api api, Judge judge, long end) {
        for (int number = 1; System.nanoTime() < end; number++) {
            try {
                Verdict verdict = begin(api, judge, "torture-" + number).finish();
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

    private static void strike(Random random, List<MiniCrm> servers, BackendProcesses backends, long end) {
        pause(random, 3_000, 8_000);
        while (System.nanoTime() < end) {
            MiniCrm server = servers.get(random.nextInt(servers.size()));
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    say("kill -9 server " + server.name());
                    server.kill();
                    pause(random, 0, 15_000);
                    server.start();
                }
                case 2 -> {
                    say("stop server " + server.name());
                    server.terminate();
                    server.start();
                }
                case 3 -> {
                    say("hold server " + server.name());
                    server.suspend();
                    pause(random, 1_000, 20_000);
                    server.resume();
                }
                case 4 -> {
                    say("kill -9 broker");
                    backends.killBroker();
                    pause(random, 0, 5_000);
                    backends.restartBroker();
                }
                case 5 -> {
                    say("cut database off");
                    backends.cutDatabase();
                    pause(random, 1_000, 10_000);
                    backends.restartDatabase();
                }
                default -> {
                    say("kill -9 database");
                    backends.killDatabase();
                    backends.restartDatabase();
                }
            }
            pause(random, 3_000, 10_000);
        }
    }

    private static void say(String what) {
        System.out.printf("%tT %s%n", System.currentTimeMillis(), what);
    }

    private static void pause(Random random, int fromMillis, int toMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(fromMillis, toMillis)));
    }

    private MiniCrm server(String name, Path folder, Judge judge, BackendProcesses backends) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, !noKeys, SENDS_IN_FLIGHT));
        environment.putAll(backends.environment());
        return new MiniCrm(name, folder, "", environment);
    }
}
