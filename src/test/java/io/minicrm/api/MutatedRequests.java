package io.minicrm.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests from the API's description and changes them: paths, queries, headers, methods, types of bodies, and the
 * bodies themselves. The same number of the same seed is the same request.
 */
final class MutatedRequests {

    private static final int DEEPEST = 4;
    private static final int NESTED = 20_000;
    private static final int HUGE = 1_500_000;
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
            "application/json",
            "application/merge-patch+json",
            "application/x-ndjson",
            "text/csv",
            "text/plain",
            "application/xml",
            "application/yaml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/json; charset=utf-16",
            "nonsense",
            "*/*");
    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS");
    private static final List<String> SEGMENTS = List.of(
            "%00", "%ff", "%C0%AF", "%2e%2e", "a%2Fb", "a%5Cb", "%0d%0aX:%20y", "%F0%9F%98%80", "a;b=c", "%25", ".");
    private static final Map<String, List<String>> HEADERS = headers();

    private final JsonNode description;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> known;
    private final long seed;

    private record Operation(String method, String path, JsonNode description) {}

    /**
     * One request.
     *
     * @param path with its query, encoded
     * @param body null sends none
     */
    record Mutation(String method, String path, Map<String, String> headers, byte @Nullable [] body) {

        boolean isLarge() {
            return body != null && body.length > HUGE / 2;
        }

        @Override
        public String toString() {
            String sent = body == null ? "" : new String(body, UTF_8);
            return "%s %s %s %s"
                    .formatted(method, path, headers, sent.length() > 2_000 ? sent.substring(0, 2_000) : sent);
        }
    }

    /** @param known ids of things that exist, so that requests get past the search for them */
    MutatedRequests(JsonNode description, List<String> known, long seed) {
        this.description = description;
        this.known = known;
        this.seed = seed;
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
    }

    private static Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Accept", List.of("application/json", "*/*", "text/html", "nonsense", "application/xml;q=2", ""));
        headers.put("If-Match", List.of("*", "\"a\"", "a", "", "W/\"a\", \"b\"", "\"".repeat(500)));
        headers.put("If-None-Match", List.of("*", "\"a\"", "a", "", "W/\"a\"", ",,,"));
        headers.put("Idempotency-Key", List.of("one", "two", "", " ", "a b", "k".repeat(300), "\u00e9"));
        headers.put("X-Request-Id", List.of("one", "", "x".repeat(500), "<script>", "\u00e9"));
        headers.put("Content-Encoding", List.of("gzip", "identity", "br", "nonsense"));
        headers.put("Authorization", List.of("Bearer x", "Bearer", "Basic eDp5", "", "Bearer mcrm_owner_x"));
        headers.put("Cookie", List.of("mini-crm=x", "a=b; a=c", ";;;", "=", "mini-crm=" + "x".repeat(3_000)));
        headers.put("Origin", List.of("http://localhost", "null", "https://evil.example", "nonsense"));
        headers.put("Sec-Fetch-Site", List.of("cross-site", "same-origin", "nonsense"));
        headers.put("Range", List.of("bytes=0-1", "bytes=9-1", "nonsense"));
        headers.put("If-Modified-Since", List.of("Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"));
        headers.put("Accept-Language", List.of("de", "*", "nonsense-".repeat(50)));
        headers.put("Last-Event-ID", List.of("1", "-1", "nonsense"));
        headers.put("X-Forwarded-For", List.of("1.2.3.4", "nonsense", "::1, ::2"));
        headers.put("X-HTTP-Method-Override", List.of("DELETE", "nonsense"));
        return headers;
    }

    int operations() {
        return operations.size();
    }

    /** The request of this number. Each operation has its turn. */
    Mutation request(int number) {
        Random random = new Random(seed + number);
        Operation operation = operations.get(number % operations.size());
        String method = random.nextInt(25) == 0 ? any(METHODS, random) : operation.method();
        byte[] body = body(operation, random);
        Map<String, String> headers = new LinkedHashMap<>();
        if (body != null) {
            headers.put("Content-Type", random.nextInt(10) == 0 ? any(TYPES, random) : typeOf(operation, random));
        }
        while (random.nextInt(3) == 0) {
            String name = any(List.copyOf(HEADERS.keySet()), random);
            headers.put(name, any(HEADERS.get(name), random));
        }
        return new Mutation(method, path(operation, random), headers, body);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private String path(Operation operation, Random random) {
        StringBuilder query = new StringBuilder();
        String path = operation.path();
        for (JsonNode given : operation.description().path("parameters")) {
            JsonNode parameter = resolve(given);
            String name = parameter.path("name").asString();
            switch (parameter.path("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", segment(parameter, random));
                case "query" -> {
                    if (random.nextInt(3) == 0) {
                        appendTo(query, URLEncoder.encode(name, UTF_8), text(parameter, random));
                    }
                }
                default -> {
                    // Headers are drawn for every operation.
                }
            }
        }
        if (random.nextInt(15) == 0) {
            appendTo(query, any(List.of("unknown", "limit", "cursor", "%00", "", "a[]"), random), any(TEXTS, random));
        }
        return path + query;
    }

    private static void appendTo(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(cut(URLEncoder.encode(value, UTF_8)));
    }

    private String segment(JsonNode parameter, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> any(SEGMENTS, random);
            case 1 -> {
                String text = cut(URLEncoder.encode(any(TEXTS, random), UTF_8).replace("+", "%20"));
                yield text.isEmpty() ? "x" : text;
            }
            case 2, 3 -> URLEncoder.encode(text(parameter, random), UTF_8).replace("+", "%20") + "x";
            default -> any(known, random);
        };
    }

    /** A value that the description allows more or less. */
    private String text(JsonNode parameter, Random random) {
        JsonNode value = value(parameter.path("schema"), random, 0);
        return cut(value.isValueNode() && !value.isNull() ? value.asString() : any(TEXTS, random));
    }

    /** The server takes no more than 8 KB of headers. */
    private static String cut(String encoded) {
        return encoded.length() > 300 ? encoded.replace("%", "").substring(0, 100) : encoded;
    }

    private static String typeOf(Operation operation, Random random) {
        List<String> types = List.copyOf(
                operation.description().path("requestBody").path("content").propertyNames());
        return types.isEmpty() ? "application/json" : any(types, random);
    }

    private byte @Nullable [] body(Operation operation, Random random) {
        JsonNode content = operation.description().path("requestBody").path("content");
        if (content.isEmpty() && random.nextInt(20) > 0) {
            return null;
        }
        switch (random.nextInt(60)) {
            case 0 -> {
                return ("[".repeat(NESTED) + "]".repeat(NESTED)).getBytes(UTF_8);
            }
            case 1 -> {
                return ("{\"a\":".repeat(NESTED) + "1" + "}".repeat(NESTED)).getBytes(UTF_8);
            }
            case 2 -> {
                return ("{\"name\": \"" + "x".repeat(HUGE) + "\"}").getBytes(UTF_8);
            }
            case 3 -> {
                return new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};
            }
            case 4 -> {
                return new byte[0];
            }
            default -> {
                // Most bodies are made from the schema.
            }
        }
        JsonNode schema = content.path(typeOf(operation, random)).path("schema");
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
        if (random.nextInt(4) > 0 && (schema.has("example") || schema.has("examples"))) {
            return schema.has("example")
                    ? schema.path("example")
                    : schema.path("examples").path(0);
        }
        return random.nextInt(4) == 0 ? NODES.stringNode(any(known, random)) : scalar(random);
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
