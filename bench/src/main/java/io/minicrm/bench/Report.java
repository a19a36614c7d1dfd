package io.minicrm.bench;

import io.minicrm.console.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The figures of a run: a table for people, JSON for programs. */
final class Report {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int SMALL = 100;

    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    void add(List<Figure> more) {
        figures.addAll(more);
    }

    /** Records why a benchmark has no figure. */
    void fail(String benchmark, String reason) {
        failures.put(benchmark, reason);
    }

    boolean isComplete() {
        return failures.isEmpty();
    }

    void print(PrintStream out) {
        Table table = new Table()
                .whole("WHAT")
                .number("FIGURE")
                .whole("UNIT")
                .whole("GOAL")
                .number("FLOOR")
                .number("RATIO");
        for (Figure figure : figures) {
            Double floor = figure.floor();
            Double ratio = figure.ofFloor();
            table.row(
                    figure.what(),
                    number(figure.value()),
                    figure.unit(),
                    figure.goal() == null ? "" : figure.goal(),
                    floor == null ? "" : number(floor),
                    ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio));
        }
        out.print(table.render());
        failures.forEach((benchmark, reason) -> out.printf("%s: no figure, %s%n", benchmark, reason));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < SMALL ? "%,.2f" : "%,.0f", value);
    }

    void write(Path file, Map<String, ?> about) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>(about);
        report.put("figures", figures);
        report.put("failures", failures);
        Files.writeString(file, JSON.writeValueAsString(report) + "\n");
    }
}
