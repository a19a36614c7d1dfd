package io.minicrm.bench;

import io.minicrm.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Builds and runs the JMH benchmarks of the checkout: chunker, rule, template and codec. */
final class JmhBenchmark implements Benchmark {

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public String description() {
        return "chunker, rule, template and codec with JMH, through Maven (only with --only)";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        session.stop();
        Path results = session.options().folder().resolve("jmh.json");
        runMaven(session.launcher().checkout(), session.options().folder().resolve("jmh.out"), results);
        var figures = new ArrayList<Figure>();
        for (JsonNode result : Json.read(Files.readAllBytes(results))) {
            JsonNode metric = result.get("primaryMetric");
            String benchmark = result.get("benchmark").stringValue();
            figures.add(Figure.of(
                            name(),
                            benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1),
                            metric.get("score").asDouble(),
                            metric.get("scoreUnit").stringValue())
                    .with("error", metric.get("scoreError").asDouble()));
        }
        return figures;
    }

    private static void runMaven(Path checkout, Path output, Path results) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-Pjmh",
                        "-DskipTests",
                        "test",
                        "-Djmh.java=" + java,
                        "-Djmh.args=Speed -rf json -rff " + results)
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (maven.waitFor() != 0) {
            throw new IOException("JMH did not run; see " + output);
        }
    }
}
