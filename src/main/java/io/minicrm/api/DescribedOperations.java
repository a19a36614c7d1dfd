package io.minicrm.api;

import io.minicrm.access.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Completes the operations of the description: ids, parameters, answers to what is wrong, and what is written. */
final class DescribedOperations {

    /** What their queries name may not be there. */
    /** A text with a character that {@link io.minicrm.text.Blank} does not know. */
    private static final String NOT_BLANK = "^[^\\u0000]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u00ad"
            + "\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f\\u2060\\u3000\\ufeff][^\\u0000]*$";

    private static final Set<String> SEARCHES = Set.of("/api/v1/dead-letters", "/api/v1/trace");

    private static final Set<String> SAFE = Set.of("get", "head", "options");

    private final DescriptionText text;
    private final ObjectNode api;

    DescribedOperations(DescriptionText text, ObjectNode api) {
        this.text = text;
        this.api = api;
    }

    void complete() {
        ObjectNode responses = api.withObject("/components/responses");
        text.section("problems").properties().forEach(entry -> {
            ObjectNode response = responses.putObject(componentName(entry.getKey()));
            response.put("description", entry.getValue().asString());
            response.withObject("/content")
                    .putObject(MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                    .putObject("schema")
                    .put("$ref", "#/components/schemas/Problem");
        });
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue() instanceof ObjectNode described && described.has("responses")) {
                        complete(operation.getKey(), path.getKey(), described);
                    }
                }));
    }

    private static String componentName(String status) {
        return status.equals("default") ? "OtherProblem" : "Problem" + status;
    }

    private void complete(String method, String path, ObjectNode operation) {
        String id = text.section("operationIds")
                .path(method.toUpperCase(Locale.ROOT) + " " + path)
                .asString(operation.path("operationId").asString());
        operation.put("operationId", id);
        if (method.equals("post") && IdempotentOperations.PATHS.contains(path)) {
            operation
                    .withArray("parameters")
                    .addObject()
                    .put("name", IdempotentOperations.HEADER)
                    .put("in", "header")
                    .put("required", false)
                    .putObject("schema")
                    .put("type", "string");
        }
        parameters(id, operation);
        DescriptionText.merge(operation, text.section("operations").path(id));
        if (!operation.has("description")) {
            operation.put("description", operation.path("summary").asString() + ".");
        }
        access(method, path, operation);
        ObjectNode responses = operation.withObject("/responses");
        responses.properties().forEach(response -> {
            if (response.getValue() instanceof ObjectNode described
                    && described.path("description").asString().equals("OK")) {
                described.put("description", operation.path("summary").asString());
            }
        });
        responses.remove("default");
        entityTag(operation, responses);
        for (String status : problems(method, path, operation)) {
            responses.putObject(status).put("$ref", "#/components/responses/" + componentName(status));
        }
    }

    /** All need the log-in that the description begins with, unless the operation says otherwise. */
    private static void access(String method, String path, ObjectNode operation) {
        Scope scope = AccessRule.scopeOf(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), path);
        if (scope == null) {
            operation.putArray("security");
        } else {
            String description = operation.path("description").asString();
            operation.put("description", description + " It needs the scope " + scope.code() + ".");
        }
    }

    private static Set<String> problems(String method, String path, JsonNode operation) {
        Set<String> problems = new TreeSet<>(Set.of("400", "401", "403", "406", "429", "default"));
        boolean hasBody = operation.has("requestBody");
        if (path.contains("{") || hasBody || SEARCHES.contains(path)) {
            problems.add("404");
        }
        // The cursor of a list in another order contradicts the order.
        boolean hasOrder = hasParameter(operation, "cursor") && hasParameter(operation, "sort");
        if (!SAFE.contains(method) || hasOrder) {
            problems.add("409");
        }
        if (hasParameter(operation, IdempotentOperations.HEADER)) {
            problems.add("422");
        }
        if (hasParameter(operation, HttpHeaders.IF_MATCH)) {
            problems.add("412");
            if (!method.equals("post")) {
                problems.add("428");
            }
        }
        if (hasBody) {
            problems.addAll(List.of("413", "415"));
        }
        return problems;
    }

    private static boolean hasParameter(JsonNode operation, String name) {
        return operation
                .path("parameters")
                .valueStream()
                .anyMatch(parameter -> parameter.path("name").asString().equals(name));
    }

    /** The entity tag of each answer that shows one thing. */
    private static void entityTag(ObjectNode operation, ObjectNode responses) {
        if (hasParameter(operation, HttpHeaders.IF_MATCH) || hasParameter(operation, HttpHeaders.IF_NONE_MATCH)) {
            responses.properties().stream()
                    .filter(response -> Set.of("200", "201", "304").contains(response.getKey()))
                    .forEach(response -> response.getValue()
                            .asObject()
                            .withObject("/headers/ETag")
                            .put("description", "Names this state, for If-Match and If-None-Match.")
                            .putObject("schema")
                            .put("type", "string"));
        }
    }

    private void parameters(String id, ObjectNode operation) {
        if (!(operation.remove("parameters") instanceof ArrayNode derived)) {
            return;
        }
        ArrayNode parameters = operation.putArray("parameters");
        for (JsonNode parameter : derived.values()) {
            String name = parameter.path("name").asString();
            if (name.equals("parameters")) {
                csvParameters(parameters);
            } else if (!name.equalsIgnoreCase("Content-Type")) {
                ObjectNode described = parameter.asObject().deepCopy();
                JsonNode written = text.parameter(id, name);
                ObjectNode schema = described.withObject("/schema");
                if (written.path("schema").has("$ref")) {
                    schema.removeAll();
                }
                DescriptionText.merge(described, written);
                if (schema.path("enum").isArray()) {
                    schema.remove(List.of("pattern", "maxLength"));
                    if (!schema.path("enum").valueStream().toList().contains(described.path("example"))) {
                        described.set("example", schema.path("enum").get(0));
                    }
                }
                DescribedSchemas.bound(schema, true);
                parameters.add(described);
            }
        }
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
    }

    private void csvParameters(ArrayNode parameters) {
        for (JsonNode written : text.section("csvParameters").values()) {
            ObjectNode parameter = written.asObject().deepCopy();
            parameter.put("in", "query").put("required", false);
            if (!parameter.has("schema")) {
                parameter.putObject("schema").put("type", "string").put("pattern", NOT_BLANK);
            }
            parameters.add(parameter);
        }
    }
}
