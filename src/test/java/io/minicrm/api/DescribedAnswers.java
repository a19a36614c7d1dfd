package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers against the API description: their status, their media type, and each of their properties. It is
 * stricter than the description, which allows an answer to have properties that are added later.
 */
final class DescribedAnswers {

    /**
     * What any request may be answered with, whatever the operation; all others have to be described by themselves. A
     * body that the operation does not have may be too long (413) or of a type that nothing reads (415).
     */
    private static final Set<Integer> ANYWHERE = Set.of(405, 413, 414, 415, 421, 431, 500, 503);

    private final ObjectNode api;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    DescribedAnswers(JsonNode api) {
        this.api = api.asObject().deepCopy();
        this.api.path("components").path("schemas").values().forEach(DescribedAnswers::close);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.has("properties")
                && !object.has("anyOf")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }

    /**
     * Fails if the answer is not described. Paths without an operation are not looked at.
     *
     * @param path without the query, still encoded
     * @param type the Content-Type; empty without a body
     */
    void check(String method, String path, int status, String type, String body) {
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            return;
        }
        String what = "%s %s: %d %s".formatted(method, path, status, type);
        JsonNode responses = operation.path("responses");
        JsonNode response = resolved(responses.path(String.valueOf(status)));
        if (response.isMissingNode()) {
            assertThat(ANYWHERE).as(what + ": the status is not described").contains(status);
            response = resolved(responses.path("default"));
        }
        if (body.isEmpty()) {
            return;
        }
        String media = type.split(";", 2)[0].strip();
        assertThat(response.path("content").propertyNames())
                .as(what + ": the media type is not described")
                .contains(media);
        if (media.endsWith("json") && !media.contains("ndjson")) {
            JsonNode schema = response.path("content").path(media).path("schema");
            assertThat(errors(schema, body)).as(what + "\n" + body).isEmpty();
        }
    }

    private List<String> errors(JsonNode schema, String body) {
        Schema compiled = schemas.computeIfAbsent(schema.toString(), ignored -> {
            ObjectNode whole = schema.asObject().deepCopy();
            whole.set("components", api.path("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
        return compiled.validate(body, InputFormat.JSON).stream()
                .map(String::valueOf)
                .toList();
    }

    private JsonNode resolved(JsonNode response) {
        String reference = response.path("$ref").asString("");
        return reference.isEmpty() ? response : api.at(reference.substring(1));
    }

    /** The operation whose path fits best: the one with the fewest variables. */
    private JsonNode operation(String method, String path) {
        String[] parts = path.split("/", -1);
        String best = null;
        for (String described : api.path("paths").propertyNames()) {
            if (fits(described.split("/", -1), parts) && (best == null || variables(described) < variables(best))) {
                best = described;
            }
        }
        return best == null
                ? tools.jackson.databind.node.MissingNode.getInstance()
                : api.path("paths").path(best).path(method.toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean fits(String[] described, String[] given) {
        if (described.length != given.length) {
            return false;
        }
        for (int i = 0; i < given.length; i++) {
            if (!described[i].startsWith("{") && !described[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    private static long variables(String path) {
        return path.chars().filter(c -> c == '{').count();
    }
}
