package io.minicrm.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends mutated requests to every operation of the API's description: values of wrong types, missing and unknown
 * fields, bodies that are cut, changed or of another kind. None may be answered with 5xx, none may take longer than five
 * seconds, and each refusal is a problem. {@code -Dfuzz.requests=20000} sends more, {@code -Dfuzz.seed=N} the same again.
 */
class RequestFuzzIT {

    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 4_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int AT_ONCE = 8;
    private static final int DEEPEST = 4;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "\u0000",
            "\uD83D\uDE00",
            "'; DROP TABLE leads; --",
            "{\"$gt\": \"\"}",
            "{{ name | append: name }}",
            "{% for i in (1..1000000000) %}x{% endfor %}",
            "../../../etc/passwd",
            "http://127.0.0.1:1/",
            "9".repeat(400),
            "-1",
            "1e999",
            "NaN",
            "2026-02-30T25:61:61Z",
            "+999999999-12-31T00:00:00Z",
            "P99999999999D",
            "a".repeat(5_000),
            "simulator",
            "email",
            "country",
            "campaign.jobs");
    private static final List<String> TYPES = List.of(
            "application/json", "application/x-ndjson", "text/csv", "text/plain", "application/xml", "nonsense", "*/*");

    private record Operation(String method, String path, JsonNode description) {}

    private final JsonNode description = read();
    private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();

    private static JsonNode read() {
        try {
            return JSON.readTree(Files.readString(Path.of("web/openapi.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noMutatedRequestIsAnsweredWithAServerErrorOrHangs() throws Exception {
        List<Operation> operations = operations();
        assertThat(operations).hasSizeGreaterThan(50);
        List<String> wrong = new ArrayList<>();
        try (var api = new ApiServer(null);
                var client = HttpClient.newHttpClient();
                var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            api.segmentOf(20, "x");
            List<Callable<@Nullable String>> requests = IntStream.range(0, REQUESTS)
                    .<Callable<@Nullable String>>mapToObj(number -> () -> {
                        Operation operation = operations.get(number % operations.size());
                        return problemOf(client, api, operation, new Random(SEED + number));
                    })
                    .toList();
            for (var answer : threads.invokeAll(requests)) {
                String problem = answer.get();
                if (problem != null) {
                    wrong.add(problem);
                }
            }
        }
        System.out.printf("%,d mutated requests with seed %d were answered %s%n", REQUESTS, SEED, answers);
        assertThat(wrong).as("with -Dfuzz.seed=%d", SEED).isEmpty();
        assertThat(answers).as("what was accepted, refused, not found").containsKeys(200, 400, 404);
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    /** What is wrong with the answer; null if nothing is. */
    private @Nullable String problemOf(HttpClient client, ApiServer api, Operation operation, Random random)
            throws IOException, InterruptedException {
        byte[] body = body(operation, random);
        String type = random.nextInt(10) == 0 ? any(TYPES, random) : typeOf(operation);
        String path = path(operation, random);
        HttpRequest.Builder request = api.request(path)
                .method(
                        operation.method(),
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", type);
        }
        String about =
                "%s %s (%s) %s".formatted(operation.method(), path, type, body == null ? "" : new String(body, UTF_8));
        try {
            return problemOf(client, request.timeout(LIMIT).build(), about);
        } catch (HttpTimeoutException slow) {
            // A busy machine is slow once, a request that hangs is slow again.
            try {
                return problemOf(client, request.timeout(LIMIT.multipliedBy(2)).build(), about);
            } catch (HttpTimeoutException again) {
                return "no answer to " + about;
            }
        }
    }

    private @Nullable String problemOf(HttpClient client, HttpRequest request, String about)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        // The body is not read: events never end.
        try (InputStream unread = response.body()) {
            answers.merge(response.statusCode(), 1, Integer::sum);
            String answered = response.headers().firstValue("Content-Type").orElse("nothing");
            boolean isProblem = answered.startsWith("application/problem+json");
            if (response.statusCode() >= 500) {
                return response.statusCode() + " to " + about;
            }
            return response.statusCode() >= 400 && !isProblem
                    ? "%d with %s to %s".formatted(response.statusCode(), answered, about)
                    : null;
        }
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String path(Operation operation, Random random) {
        StringBuilder query = new StringBuilder();
        String path = operation.path();
        for (JsonNode parameter : operation.description().path("parameters")) {
            String name = parameter.path("name").asString();
            String value = URLEncoder.encode(any(TEXTS, random).replace("\u0000", ""), UTF_8);
            if (parameter.path("in").asString().equals("path")) {
                path = path.replace("{" + name + "}", value.isBlank() || value.equals("+") ? "x" : cut(value));
            } else if (random.nextInt(3) == 0) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(cut(value));
            }
        }
        return path.replaceAll("\\{[^}]*}", "x") + query;
    }

    /** The server takes no more than 8 KB of headers. */
    private static String cut(String encoded) {
        return encoded.length() > 300 ? encoded.replace("%", "").substring(0, 100) : encoded;
    }

    private static String typeOf(Operation operation) {
        return operation.description().path("requestBody").path("content").propertyNames().stream()
                .findFirst()
                .orElse("application/json");
    }

    private byte @Nullable [] body(Operation operation, Random random) {
        JsonNode content = operation.description().path("requestBody").path("content");
        if (content.isEmpty() && random.nextInt(20) > 0) {
            return null;
        }
        JsonNode schema = content.path(typeOf(operation)).path("schema");
        JsonNode value = value(schema, random, 0);
        for (int i = random.nextInt(3); i > 0; i--) {
            value = mutated(value, random);
        }
        byte[] bytes = JSON.writeValueAsBytes(value);
        return random.nextInt(5) == 0 ? damaged(bytes, random) : bytes;
    }

    /** A value of that schema, more or less. */
    private JsonNode value(JsonNode given, Random random, int depth) {
        JsonNode schema = resolve(given);
        if (depth > DEEPEST) {
            return NODES.nullNode();
        }
        if (!schema.path("enum").isEmpty()) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (!schema.path(choice).isEmpty()) {
                return value(
                        schema.path(choice)
                                .get(random.nextInt(schema.path(choice).size())),
                        random,
                        depth + 1);
            }
        }
        if (!schema.path("properties").isEmpty()) {
            ObjectNode object = NODES.objectNode();
            schema.path("properties").properties().forEach(property -> {
                if (random.nextInt(5) > 0) {
                    object.set(property.getKey(), value(property.getValue(), random, depth + 1));
                }
            });
            return object;
        }
        if (!schema.path("items").isMissingNode()) {
            ArrayNode array = NODES.arrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(value(schema.path("items"), random, depth + 1));
            }
            return array;
        }
        return scalar(random);
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode resolved = schema;
        while (resolved.path("$ref").isString()) {
            resolved = description.at(resolved.path("$ref").asString().substring(1));
        }
        return resolved;
    }

    private static JsonNode scalar(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextInt(200) - 50);
            case 4 -> NODES.numberNode(random.nextDouble());
            default -> NODES.stringNode(any(TEXTS, random));
        };
    }

    /** The value with one part of it replaced, removed or added. */
    private static JsonNode mutated(JsonNode value, Random random) {
        if (value instanceof ObjectNode object && !object.isEmpty() && random.nextInt(6) > 0) {
            String name = any(List.copyOf(object.propertyNames()), random);
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(any(TEXTS, random), scalar(random));
                default -> object.set(name, mutated(object.get(name), random));
            }
            return object;
        }
        if (value instanceof ArrayNode array && !array.isEmpty() && random.nextInt(6) > 0) {
            int place = random.nextInt(array.size());
            array.set(place, mutated(array.get(place), random));
            return array;
        }
        return switch (random.nextInt(4)) {
            case 0 -> NODES.objectNode();
            case 1 -> NODES.arrayNode().add(scalar(random)).add(scalar(random));
            default -> scalar(random);
        };
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> (new String(bytes, ISO_8859_1) + new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1);
            default -> {
                byte[] changed = bytes.clone();
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                yield changed;
            }
        };
    }
}
