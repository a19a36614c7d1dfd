package io.minicrm.api;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Completes the schemas of the description: null where null is possible, required properties, bounds, and what
 * {@link DescriptionText} says.
 *
 * <p>What may be null differs between requests and answers. A request may leave such a property out, and null means the
 * same. An answer always has the property. Requests have no other properties than the described ones.
 */
final class DescribedSchemas {

    private static final String NEVER_NULL = "x-never-null";
    private static final String PREFIX = "#/components/schemas/";
    private static final String ANY_TEXT = "^[^\\u0000]*$";

    private final DescriptionText text;
    private final ObjectNode api;
    private final ObjectNode schemas;

    DescribedSchemas(DescriptionText text, ObjectNode api) {
        this.text = text;
        this.api = api;
        this.schemas = api.withObject("/components/schemas");
    }

    void complete() {
        Set<String> requests = new HashSet<>();
        api.path("paths")
                .values()
                .forEach(path ->
                        path.values().forEach(operation -> requests.addAll(reachable(operation.path("requestBody")))));
        JsonNode written = text.section("schemas");
        List.copyOf(schemas.propertyNames()).stream()
                .filter(name -> !written.has(name))
                .forEach(name -> complete(name, (ObjectNode) schemas.get(name), requests.contains(name)));
        written.properties()
                .forEach(entry -> schemas.set(entry.getKey(), entry.getValue().deepCopy()));
    }

    /** Removes the schemas that nothing refers to. */
    void removeUnused() {
        Set<String> used = reachable(api.path("paths"));
        used.addAll(reachable(api.path("components").path("responses")));
        List.copyOf(schemas.propertyNames()).stream()
                .filter(name -> !used.contains(name))
                .forEach(schemas::remove);
    }

    private void complete(String name, ObjectNode schema, boolean isRequest) {
        if (!schema.has("properties")) {
            return;
        }
        schema.put("type", "object");
        Set<String> nullable = texts(schema.remove(RequiredProperties.NULLABLE));
        Set<String> optional = texts(schema.remove(RequiredProperties.OPTIONAL));
        Set<String> required = texts(schema.remove("required"));
        ObjectNode properties = schema.withObject("/properties");
        for (String property : List.copyOf(properties.propertyNames())) {
            ObjectNode described = (ObjectNode) properties.get(property);
            DescriptionText.merge(described, text.property(name, property));
            if (described.has("$ref")) {
                described.retain("$ref", "description");
            }
            bound(described, isRequest);
            // In a merge patch, null removes; not everything can be removed.
            boolean isNeverNull = described.remove(NEVER_NULL) != null;
            if (!isNeverNull && nullable.contains(property) && !(isRequest && required.contains(property))) {
                properties.set(property, nullable(described));
            }
            if (!isRequest && !optional.contains(property)) {
                required.add(property);
            }
        }
        if (isRequest) {
            schema.put("additionalProperties", false);
        }
        ArrayNode names = schema.putArray("required");
        required.stream().filter(properties::has).sorted().forEach(names::add);
        if (names.isEmpty()) {
            schema.remove("required");
        }
    }

    /** Requests: which numbers and texts can be read at all. And examples as JSON Schema has them. */
    static void bound(ObjectNode schema, boolean isRequest) {
        JsonNode example = schema.remove("example");
        if (example != null && !schema.has("examples")) {
            schema.putArray("examples").add(example);
        }
        if (schema.path("enum") instanceof ArrayNode values && schema.path("examples") instanceof ArrayNode examples) {
            // A name's common example need not be a value of this enum.
            List<JsonNode> allowed = values.valueStream().toList();
            if (!examples.valueStream().allMatch(allowed::contains)) {
                schema.putArray("examples").add(values.get(0));
            }
        }
        String type = schema.path("type").asString("");
        if (isRequest
                && type.equals("integer")
                && schema.path("format").asString("").equals("int32")) {
            if (!schema.has("maximum")) {
                schema.put("maximum", Integer.MAX_VALUE);
            }
            if (!schema.has("minimum")) {
                schema.put("minimum", Integer.MIN_VALUE);
            }
        }
        if (isRequest
                && type.equals("string")
                && !schema.has("enum")
                && !schema.has("pattern")
                && !schema.has("format")) {
            schema.put("pattern", ANY_TEXT);
        }
        if (schema.path("items") instanceof ObjectNode items) {
            bound(items, isRequest);
        }
    }

    /** The schema of the same values, and null. */
    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.path("type").isString()) {
            String type = schema.path("type").asString();
            schema.putArray("type").add(type).add("null");
            if (schema.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
            return schema;
        }
        if (!schema.has("$ref")) {
            return schema;
        }
        ObjectNode either = schema.objectNode();
        if (schema.has("description")) {
            either.set("description", schema.remove("description"));
        }
        ArrayNode choices = either.putArray("anyOf");
        choices.add(schema);
        choices.addObject().put("type", "null");
        return either;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        if (array != null) {
            array.values().forEach(value -> texts.add(value.asString()));
        }
        return texts;
    }

    /** The names of all schemas that a part of the description refers to, and of those that they refer to. */
    private Set<String> reachable(JsonNode from) {
        Set<String> found = new HashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            String reference = node.path("$ref").asString("");
            if (reference.startsWith(PREFIX) && found.add(reference.substring(PREFIX.length()))) {
                open.push(schemas.path(reference.substring(PREFIX.length())));
            }
            node.values().forEach(open::push);
        }
        return found;
    }
}
