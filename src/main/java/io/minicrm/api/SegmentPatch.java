package io.minicrm.api;

import io.minicrm.segment.FieldCatalog;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentDefinition;
import io.minicrm.text.StoredText;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A merge patch of a segment. Rules that it does not name are not checked again, so that a segment can get another name
 * although no lead has the fields of its rules any more.
 */
final class SegmentPatch {

    private static final String NAME = "name";
    private static final String RULES = "rules";

    private final ObjectNode patch;

    /** @throws InvalidRequestException if it is not a patch of a segment */
    SegmentPatch(JsonNode body) {
        patch = MergePatch.of(body);
        for (String property : patch.propertyNames()) {
            if (!property.equals(NAME) && !property.equals(RULES)) {
                throw InvalidRequestException.of(property, "is not known; a patch of a segment has name and rules");
            }
        }
        JsonNode name = patch.path(NAME);
        if (!name.isMissingNode() && !name.isNull() && !name.isString()) {
            throw InvalidRequestException.of(NAME, "is not a text; put it in quotes");
        }
        if (name.isString() && !StoredText.isWellFormed(name.asString())) {
            throw InvalidRequestException.of(NAME, "contains a NUL character or an unpaired surrogate; remove it");
        }
    }

    /** The segment after the patch. */
    SegmentDefinition definition(Segment stored, Supplier<FieldCatalog> fields) {
        String name = patch.has(NAME) ? text(patch.path(NAME)) : stored.name();
        if (!patch.has(RULES)) {
            return SegmentDefinition.named(name, stored.rule());
        }
        JsonNode rules = patch.path(RULES);
        return SegmentDefinition.parse(
                name, rules.isNull() ? null : MergePatch.apply(RuleJson.write(stored.rule()), rules), fields.get());
    }

    private static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : value.asString();
    }
}
