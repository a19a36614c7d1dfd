package io.minicrm.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is written about the API by hand: {@code description.yaml}, beside what is derived from the resources. Most of
 * it is by name, because a name means the same in every schema and operation.
 */
final class DescriptionText {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode text;

    private DescriptionText(JsonNode text) {
        this.text = text;
    }

    static DescriptionText load() {
        try (InputStream file = Objects.requireNonNull(DescriptionText.class.getResourceAsStream("description.yaml"))) {
            Map<String, Object> content = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new DescriptionText(JSON.valueToTree(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A section of the file; empty if there is none. */
    JsonNode section(String name) {
        return text.path(name);
    }

    /** What is said about a property of a schema; missing if nothing is. */
    JsonNode property(String schema, String name) {
        return specific("properties", schema + "." + name, name);
    }

    /** What is said about a parameter of an operation; missing if nothing is. */
    JsonNode parameter(String operationId, String name) {
        return specific("parameters", operationId + "." + name, name);
    }

    private JsonNode specific(String section, String specific, String general) {
        JsonNode common = text.path(section).path(general);
        JsonNode own = text.path(section).path(specific);
        if (own.isMissingNode() || !common.isObject()) {
            return own.isMissingNode() ? common : own;
        }
        ObjectNode merged = common.asObject().deepCopy();
        overlay(merged, own);
        return merged;
    }

    /** Adds all entries of the second object to the first, deep. Null stays, to remove an entry later. */
    private static void overlay(ObjectNode target, JsonNode additions) {
        additions.properties().forEach(entry -> {
            if (entry.getValue().isObject() && target.get(entry.getKey()) instanceof ObjectNode inner) {
                overlay(inner, entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }

    /** Adds all entries of the second object to the first, deep. An entry that is null removes one. */
    static void merge(ObjectNode target, JsonNode additions) {
        additions.properties().forEach(entry -> {
            JsonNode present = target.get(entry.getKey());
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue().isObject() && present instanceof ObjectNode inner && !inner.has("$ref")) {
                merge(inner, entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }
}
