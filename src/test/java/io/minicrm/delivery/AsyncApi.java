package io.minicrm.delivery;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the messages in {@code docs/asyncapi.yaml}. */
final class AsyncApi {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode document;

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    static AsyncApi read() {
        try {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(Path.of("docs/asyncapi.yaml")));
            return new AsyncApi(JSON.valueToTree(yaml));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Set<String> addresses() {
        return document.path("channels")
                .valueStream()
                .map(channel -> channel.path("address").asString())
                .collect(Collectors.toSet());
    }

    JsonNode example(String message) {
        return document.at("/components/messages/" + message + "/examples/0/payload");
    }

    Set<String> properties(String schema) {
        return Set.copyOf(schema(schema).path("properties").propertyNames());
    }

    List<String> required(String schema) {
        return schema(schema)
                .path("required")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    /** The errors of the value; empty if it is valid. */
    List<String> faults(String schema, JsonNode value) {
        // Draft 7, on which AsyncAPI builds, ignores everything next to a $ref.
        ObjectNode root = JSON.createObjectNode();
        root.set("components", document.path("components"));
        root.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + schema);
        Schema compiled =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(root);
        return compiled.validate(value).stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }

    private JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }
}
