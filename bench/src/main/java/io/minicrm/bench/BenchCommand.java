package io.minicrm.bench;

import io.minicrm.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a server with everything embedded in a new folder, and measures it. */
@Command(
        name = "bench",
        description = {
            "Measure imports, previews, campaigns, receipts and starts on a new server with an empty data folder.",
            "Exit code 1 if a benchmark could not run, 4 if the numbers of a benchmark do not add up."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm bench --leads 100000 --only campaign --json figures.json"})
public final class BenchCommand implements Callable<ExitCode> {

    private static final int DELETE_ATTEMPTS = 30;

    /** In the order in which they run. Each prepares what it needs, whatever ran before. */
    private static final List<Benchmark> BENCHMARKS = List.of(
            new ImportBenchmark(),
            new PreviewBenchmark(),
            new CampaignBenchmark(),
            new FairnessBenchmark(),
            new ReceiptsBenchmark(),
            new StartBenchmark(),
            new LatencyBenchmark(),
            new WebhookBenchmark(),
            new FiveTimesBenchmark(),
            new StoresBenchmark(),
            new JmhBenchmark());

    private static final int FEWEST_LEADS = 10_000;
    private static final int MOST_LEADS = 10_000_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--leads",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Number of leads. Default: ${DEFAULT-VALUE}.")
    private int leads;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Benchmarks to run: import, preview, campaign, fairness, receipts, start, latency, webhook,"
                            + " campaign-5x, stores, jmh. Default: all but the last four.")
    private Set<String> only = Set.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures with all details to this file.")
    private @Nullable Path json;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the generated leads. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--keep", description = "Keep the servers' files.")
    private boolean keep;

    @Option(
            names = "--profile",
            description =
                    "Record the server with Flight Recorder (server-….jfr in the folder, which is kept) and count its"
                            + " SQL statements. This reduces speed.")
    private boolean profile;

    @Override
    public ExitCode call() throws Exception {
        List<Benchmark> chosen = chosen();
        Path folder = Files.createTempDirectory("mini-crm-bench-");
        System.err.printf("Servers run in %s%n", folder);
        var options = new Options(leads, seed, LocalDate.now(ZoneOffset.UTC), folder, profile);
        var report = new Report();
        Map<String, Object> about = new LinkedHashMap<>();
        ExitCode worst = ExitCode.OK;
        try (var session = new Session(options, Launcher.find())) {
            // Ctrl-C must not leave a server running.
            var stop = new Thread(session::stop);
            Runtime.getRuntime().addShutdownHook(stop);
            about.put("at", Instant.now().toString());
            about.put("leads", leads);
            about.put("seed", seed);
            about.put("machine", Machine.describe(session.server().database()));
            for (Benchmark benchmark : chosen) {
                ExitCode exitCode = run(benchmark, session, report);
                worst = exitCode.compareTo(worst) > 0 ? exitCode : worst;
            }
            about.put("load_average_at_the_end", Machine.load());
            if (profile) {
                about.put("statements", Profile.statements(session.server().database()));
            }
            report.print(System.out);
            if (json != null) {
                report.write(json, about);
            }
            session.stop();
            Runtime.getRuntime().removeShutdownHook(stop);
        } finally {
            if (!keep && !profile && report.isComplete()) {
                delete(folder);
            } else {
                System.err.printf("The servers' files are kept in %s%n", folder);
            }
        }
        return worst;
    }

    private List<Benchmark> chosen() {
        if (leads < FEWEST_LEADS || leads > MOST_LEADS) {
            throw wrong("--leads is %d; give %,d to %,d".formatted(leads, FEWEST_LEADS, MOST_LEADS));
        }
        Set<String> unknown = new TreeSet<>(only);
        BENCHMARKS.forEach(benchmark -> unknown.remove(benchmark.name()));
        if (!unknown.isEmpty()) {
            throw wrong("--only: there is no %s; choose from %s"
                    .formatted(
                            String.join(", ", unknown),
                            BENCHMARKS.stream().map(Benchmark::name).collect(Collectors.joining(", "))));
        }
        return BENCHMARKS.stream()
                .filter(benchmark -> only.isEmpty() ? benchmark.isDefault() : only.contains(benchmark.name()))
                .toList();
    }

    private RuntimeException wrong(String message) {
        CommandSpec command = spec;
        return command == null
                ? new IllegalArgumentException(message)
                : new ParameterException(command.commandLine(), message);
    }

    private static ExitCode run(Benchmark benchmark, Session session, Report report) {
        System.err.printf("%s: %s…%n", benchmark.name(), benchmark.description());
        Instant begin = Instant.now();
        try {
            report.add(benchmark.run(session));
            System.err.printf(
                    "%s: done in %d s%n",
                    benchmark.name(), Duration.between(begin, Instant.now()).toSeconds());
            return ExitCode.OK;
        } catch (InconsistentFiguresException inconsistent) {
            report.fail(benchmark.name(), String.valueOf(inconsistent.getMessage()));
            return ExitCode.INCONSISTENT;
        } catch (Exception failure) {
            report.fail(benchmark.name(), failure.toString());
            return ExitCode.FAILED;
        }
    }

    /** PostgreSQL may still remove files for a moment after it was stopped. */
    private static void delete(Path folder) throws IOException, InterruptedException {
        for (int attempt = 1; Files.exists(folder); attempt++) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException | UncheckedIOException inUse) {
                if (attempt == DELETE_ATTEMPTS) {
                    System.err.printf("Cannot remove %s: %s%n", folder, inUse.getMessage());
                    return;
                }
                Thread.sleep(Duration.ofSeconds(1));
            }
        }
    }
}
