package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same statement about a lead has the same effect, whichever way it comes in. */
class WaysInApiIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicInteger LEADS = new AtomicInteger();

    private final ApiServer api = ApiServer.shared();

    /** A way in. CSV files have only one mode here, the default. */
    private enum Way {
        POST,
        PUT,
        ARRAY,
        NDJSON,
        CSV
    }

    private void send(Way way, String mode, Map<String, String> fields) {
        String suffix = "mode=" + mode;
        switch (way) {
            case POST -> api.post("/api/v1/leads?" + suffix, json(fields));
            case PUT -> api.put("/api/v1/leads/%s?%s".formatted(fields.get("id"), suffix), json(fields));
            case ARRAY -> api.post("/api/v1/leads/bulk?" + suffix, "[" + json(fields) + "]");
            case NDJSON -> api.post("/api/v1/leads/bulk?" + suffix, "application/x-ndjson", json(fields) + "\n");
            case CSV ->
                api.post(
                        "/api/v1/leads/import",
                        "text/csv",
                        String.join(",", fields.keySet())
                                + "\n"
                                + fields.values().stream()
                                        .map("\"%s\""::formatted)
                                        .collect(Collectors.joining(","))
                                + "\n");
        }
    }

    private static String json(Map<String, String> fields) {
        var json = JSON.createObjectNode();
        fields.forEach((name, value) -> {
            if (name.equals("ways")) {
                json.putObject("attributes").put(name, value);
            } else if (name.equals("unsubscribed")) {
                json.put(name, Boolean.parseBoolean(value));
            } else {
                json.put(name, value);
            }
        });
        return json.toString();
    }

    static Stream<Arguments> table() {
        var rows = new ArrayList<Arguments>();
        for (Way way : Way.values()) {
            for (String mode : way == Way.CSV ? List.of("merge") : List.of("merge", "replace")) {
                for (boolean isStored : List.of(true, false)) {
                    String stored = isStored ? "old" : null;
                    rows.add(Arguments.of(way, mode, stored, null, mode.equals("merge") ? stored : null));
                    rows.add(Arguments.of(way, mode, stored, "", null));
                    rows.add(Arguments.of(way, mode, stored, " \u00a0", null));
                    rows.add(Arguments.of(way, mode, stored, "new", "new"));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} {1}: stored {2}, says \"{3}\": {4}")
    @MethodSource("table")
    void whatBecomesOfAFieldDependsOnTheStatementAndNotOnTheWayIn(
            Way way, String mode, @Nullable String stored, @Nullable String given, @Nullable String expected) {
        String id = "ways-" + LEADS.incrementAndGet();
        send(Way.POST, "merge", fields(id, stored));

        send(way, mode, fields(id, given));

        JsonNode lead = api.get("/api/v1/leads/" + id).data();
        for (JsonNode value : List.of(
                lead.path("name"),
                lead.path("email"),
                lead.path("phone"),
                lead.path("attributes").path("ways"))) {
            assertThat(value.isString() ? value.stringValue() : null).isEqualTo(expected);
        }
    }

    private static Map<String, String> fields(String id, @Nullable String value) {
        Map<String, String> fields = new TreeMap<>(Map.of("id", id));
        if (value != null) {
            List.of("name", "email", "phone", "ways").forEach(field -> fields.put(field, value));
        }
        return fields;
    }

    @RepeatedTest(10)
    void noSequenceOfStatementsTakesBackAnOptOut() {
        String id = "ways-out-" + LEADS.incrementAndGet();
        send(Way.POST, "merge", Map.of("id", id, "unsubscribed", "true"));
        var random = new Random();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Way way = Way.values()[random.nextInt(Way.values().length)];
            String mode = random.nextBoolean() ? "merge" : "replace";
            Map<String, String> fields = fields(id, random.nextInt(3) == 0 ? null : "v" + random.nextInt(3));
            if (random.nextBoolean()) {
                fields.put("unsubscribed", "false");
            }
            send(way, mode, fields);
            sent.add("%s %s %s".formatted(way, mode, fields));

            assertThat(api.get("/api/v1/leads/" + id)
                            .data()
                            .path("unsubscribed")
                            .asBoolean(false))
                    .as("after %s", sent)
                    .isTrue();
        }
    }
}
