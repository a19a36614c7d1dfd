package io.minicrm.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396). */
final class MergePatch {

    static final String MEDIA_TYPE = "application/merge-patch+json";
    static final MediaType TYPE = MediaType.valueOf(MEDIA_TYPE);

    private MergePatch() {}

    /**
     * The target after the patch: objects are merged name by name, null removes, and all else replaces.
     *
     * @param target is not changed; null if there is none
     */
    static JsonNode apply(@Nullable JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        changes.properties().forEach(change -> {
            String name = change.getKey();
            if (change.getValue().isNull()) {
                result.remove(name);
            } else {
                result.set(name, apply(result.get(name), change.getValue()));
            }
        });
        return result;
    }

    /**
     * The body of a request as a patch of an object.
     *
     * @throws InvalidRequestException if it would replace the object by something else
     */
    static ObjectNode of(JsonNode body) {
        if (body instanceof ObjectNode patch) {
            return patch;
        }
        throw InvalidRequestException.of("body", "is not a JSON object; give the properties that change");
    }
}
